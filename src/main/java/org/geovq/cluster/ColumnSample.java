package org.geovq.cluster;

import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.geovq.random.Draw;

/**
 * The nodes that k-medoids serves where it cannot serve all: every landmark, and a sample of the
 * other nodes. As the landmarks of a graph are drawn at random too, all of them are a random sample
 * of the nodes, and the loss on it, but for the K medoids, estimates that over all nodes without
 * bias.
 *
 * <p>CLARA: Kaufman and Rousseeuw 1990, "Finding Groups in Data", chapter 3, doi
 * 10.1002/9780470316801.ch3. There the medoids come from the sample; here they are landmarks, which
 * are all in it.
 *
 * @param nodes [n]: the sampled nodes' ids in ascending order
 * @param landmarks [L]: place of each landmark in {@code nodes}
 * @param total N
 */
public record ColumnSample(int[] nodes, int[] landmarks, int total) implements Serializable {
  /**
   * Draws a sample uniformly without replacement.
   *
   * @param total N
   * @param landmarks [L]: distinct node ids, drawn at random before
   * @param size n, more than L unless L is N; from N on all nodes are taken
   * @throws IllegalArgumentException if the sample is too small to stand for the other nodes
   */
  public static ColumnSample draw(int total, int[] landmarks, int size, long seed) {
    int drawn = Math.min(size, total) - landmarks.length;
    if (drawn < 0 || drawn == 0 && total > landmarks.length) {
      throw new IllegalArgumentException(
          "A sample of %d nodes has no room beside %d landmarks".formatted(size, landmarks.length));
    }
    BitSet isLandmark = new BitSet(total);
    Arrays.stream(landmarks).forEach(isLandmark::set);
    int[] nodes = nodes(total, isLandmark, drawn, Draw.generator(seed, "column sample", 0));
    int[] places = new int[landmarks.length];
    Arrays.setAll(places, l -> Arrays.binarySearch(nodes, landmarks[l]));
    return new ColumnSample(nodes, places, total);
  }

  /** Selection sampling in one pass: each node is taken with the chance that is still due. */
  private static int[] nodes(int total, BitSet isLandmark, int drawn, SplittableRandom random) {
    int others = total - isLandmark.cardinality();
    int[] nodes = new int[isLandmark.cardinality() + drawn];
    int count = 0;
    for (int node = 0; node < total; node++) {
      if (isLandmark.get(node)) {
        nodes[count++] = node;
      } else if (random.nextInt(others--) < drawn) {
        nodes[count++] = node;
        drawn--;
      }
    }
    return nodes;
  }

  /**
   * The sampled part of a row.
   *
   * @param row a landmark's distances to all nodes, [N]
   * @return its distances to the sampled ones, [n]
   */
  public float[] columns(float[] row) {
    float[] columns = new float[nodes.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = row[nodes[i]];
    }
    return columns;
  }

  /**
   * The sampled table, on which {@link KMedoids} minimises the estimated loss.
   *
   * @param columns [L][n]: the sampled part of every landmark's row, in the order of the landmarks
   */
  public DistanceTable table(float[][] columns) {
    return new DistanceTable(landmarks, columns, total);
  }
}
