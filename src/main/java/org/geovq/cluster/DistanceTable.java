package org.geovq.cluster;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Distances from L landmarks, which are nodes, to all N nodes.
 *
 * @param landmarks [L]: distinct node ids
 * @param rows [L][N]: finite, at least 0
 * @param population nodes of which these N are a random sample; N where these are all
 */
public record DistanceTable(int[] landmarks, float[][] rows, int population)
    implements Serializable {
  /**
   * @throws IllegalArgumentException if the shape is not [L][N], a landmark is no node or comes
   *     twice, a distance is negative or not finite (components that were not joined), or the
   *     population is smaller than the sample
   */
  public DistanceTable {
    if (rows.length == 0 || rows.length != landmarks.length) {
      throw new IllegalArgumentException(
          "%d landmarks do not have %d rows".formatted(landmarks.length, rows.length));
    }
    checkLandmarks(landmarks, rows[0].length);
    for (int l = 0; l < rows.length; l++) {
      checkRow(l, rows[l], rows[0].length);
    }
    if (population < rows[0].length) {
      throw new IllegalArgumentException(
          "%d nodes are no sample of %d".formatted(rows[0].length, population));
    }
  }

  /**
   * A table of all nodes.
   *
   * @throws IllegalArgumentException as above
   */
  public DistanceTable(int[] landmarks, float[][] rows) {
    this(landmarks, rows, rows.length == 0 ? 0 : rows[0].length);
  }

  private static void checkLandmarks(int[] landmarks, int nodes) {
    int[] sorted = landmarks.clone();
    Arrays.sort(sorted);
    for (int i = 0; i < sorted.length; i++) {
      if (sorted[i] < 0 || sorted[i] >= nodes || i > 0 && sorted[i] == sorted[i - 1]) {
        throw new IllegalArgumentException(
            "Landmark %d is repeated or none of %d nodes".formatted(sorted[i], nodes));
      }
    }
  }

  private static void checkRow(int landmark, float[] row, int nodes) {
    if (row.length != nodes) {
      throw new IllegalArgumentException(
          "Row %d has %d distances, not %d".formatted(landmark, row.length, nodes));
    }
    for (int node = 0; node < nodes; node++) {
      if (!(row[node] >= 0 && row[node] <= Float.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "Row %d has distance %s at node %d; the graph must be connected"
                .formatted(landmark, row[node], node));
      }
    }
  }

  /** Distances of one landmark to all, [L]. */
  float[] toLandmarks(int row) {
    float[] distances = new float[landmarks.length];
    for (int l = 0; l < landmarks.length; l++) {
      distances[l] = rows[row][landmarks[l]];
    }
    return distances;
  }

  /** What a loss on these nodes is multiplied by: K of them are medoids, which have none. */
  double weight(int k) {
    return population == nodes() ? 1 : (population - k) / (double) (nodes() - k);
  }

  /** Number of nodes, N. */
  public int nodes() {
    return rows[0].length;
  }
}
