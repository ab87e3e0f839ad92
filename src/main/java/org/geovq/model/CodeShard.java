package org.geovq.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.geovq.nn.Pass;
import org.geovq.nn.Shard;

/**
 * Code grids for a {@link GatedPixelCnn}.
 *
 * @param codes [n, positions]
 */
public record CodeShard(int positions, int[] codes) implements Shard {

  /** Packs grids, in the order of their ids. */
  public static CodeShard of(long[] ids, List<int[]> grids) {
    Integer[] order = new Integer[ids.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Long.compare(ids[a], ids[b]));
    int positions = grids.isEmpty() ? 1 : grids.get(0).length;
    int[] codes = new int[ids.length * positions];
    for (int i = 0; i < order.length; i++) {
      System.arraycopy(grids.get(order[i]), 0, codes, i * positions, positions);
    }
    return new CodeShard(positions, codes);
  }

  @Override
  public int size() {
    return codes.length / positions;
  }

  /** Each grid. */
  public List<int[]> grids() {
    List<int[]> grids = new ArrayList<>(size());
    for (int i = 0; i < size(); i++) {
      grids.add(Arrays.copyOfRange(codes, i * positions, (i + 1) * positions));
    }
    return grids;
  }

  @Override
  public void fill(
      int row, Pass pass, float[] input, int inputAt, float[] conditions, int conditionsAt) {
    for (int p = 0; p < positions; p++) {
      input[inputAt + p] = codes[row * positions + p];
    }
  }
}
