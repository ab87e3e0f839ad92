package org.geovq.model;

import java.util.Arrays;
import java.util.List;
import org.geovq.UserError;
import org.geovq.nn.Pass;
import org.geovq.nn.Shard;

/**
 * Code grids for a {@link Prior}.
 *
 * @param classes of the prior; 0: it does not see the labels
 * @param codes [n, positions]
 * @param labels [n]
 */
public record CodeShard(int positions, int classes, int[] codes, int[] labels) implements Shard {

  /**
   * Packs grids, in the order of their ids.
   *
   * @param classes of the prior; 0: it does not see the labels
   */
  public static CodeShard of(int classes, long[] ids, List<int[]> grids, int[] labels) {
    Integer[] order = new Integer[ids.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Long.compare(ids[a], ids[b]));
    int positions = grids.isEmpty() ? 1 : grids.get(0).length;
    int[] codes = new int[room(ids.length, positions)];
    int[] sorted = new int[ids.length];
    for (int i = 0; i < order.length; i++) {
      System.arraycopy(grids.get(order[i]), 0, codes, i * positions, positions);
      sorted[i] = labels[order[i]];
    }
    return new CodeShard(positions, classes, codes, sorted);
  }

  private static int room(int images, int positions) {
    long all = (long) images * positions;
    if (all > ImageShard.MOST_BYTES) {
      throw new UserError(
          "%,d images of %,d codes are too many for one worker: train with mode = spark and more workers on more slots.",
          images, positions);
    }
    return (int) all;
  }

  @Override
  public int size() {
    return labels.length;
  }

  /** Each grid. */
  public List<int[]> grids() {
    return CodeDecoder.grids(codes, positions);
  }

  @Override
  public void fill(
      int row, Pass pass, float[] input, int inputAt, float[] conditions, int conditionsAt) {
    PriorInput.row(codes, row * positions, positions, input, inputAt);
    if (classes > 0) {
      input[inputAt + positions] = labels[row];
    }
  }
}
