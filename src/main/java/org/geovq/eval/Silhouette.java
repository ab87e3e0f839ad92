package org.geovq.eval;

import java.util.Arrays;

/**
 * How much nearer items are to their own cluster than to the next one.
 *
 * <p>P. J. Rousseeuw, "Silhouettes: a graphical aid to the interpretation and validation of cluster
 * analysis", Journal of Computational and Applied Mathematics 20, 1987,
 * doi:10.1016/0377-0427(87)90125-7.
 */
public final class Silhouette {
  private Silhouette() {}

  /**
   * Mean silhouette of L landmarks among all N nodes: (b - a) / max(a, b), a being the mean
   * distance to the other nodes of the landmark's cluster and b the smallest mean distance to the
   * nodes of another one. Higher is better, -1 to 1; a landmark alone in its cluster counts 0.
   *
   * @param rows {@code [L, N]}: distance of each landmark to each node, finite, at least 0
   * @param rowNodes {@code [L]}: the landmarks as nodes
   * @param clusters {@code [N]}: cluster of each node, 0 .. k-1
   * @param k number of clusters; some may be empty
   * @throws IllegalArgumentException where the lengths do not agree, there is no landmark, a
   *     cluster is out of range or fewer than two have nodes
   */
  public static double of(float[][] rows, int[] rowNodes, int[] clusters, int k) {
    if (rows.length == 0 || rows.length != rowNodes.length) {
      throw new IllegalArgumentException(
          rows.length + " rows of distances for " + rowNodes.length + " landmarks");
    }
    int[] sizes = sizes(clusters, k);
    double[] sums = new double[k];
    double total = 0;
    for (int l = 0; l < rows.length; l++) {
      sumByCluster(rows[l], clusters, sums);
      total += silhouette(sums, sizes, clusters[rowNodes[l]], rows[l][rowNodes[l]]);
    }
    return total / rows.length;
  }

  private static int[] sizes(int[] clusters, int k) {
    int[] sizes = new int[k];
    for (int cluster : clusters) {
      if (cluster < 0 || cluster >= k) {
        throw new IllegalArgumentException("cluster " + cluster + " of " + k);
      }
      sizes[cluster]++;
    }
    long occupied = Arrays.stream(sizes).filter(size -> size > 0).count();
    if (occupied < 2) {
      throw new IllegalArgumentException("a silhouette of " + occupied + " clusters");
    }
    return sizes;
  }

  private static void sumByCluster(float[] row, int[] clusters, double[] sums) {
    if (row.length != clusters.length) {
      throw new IllegalArgumentException(
          row.length + " distances for " + clusters.length + " nodes");
    }
    Arrays.fill(sums, 0);
    for (int node = 0; node < row.length; node++) {
      sums[clusters[node]] += row[node];
    }
  }

  /**
   * @param toItself the landmark's distance to itself, which is not to count
   */
  private static double silhouette(double[] sums, int[] sizes, int own, double toItself) {
    if (sizes[own] == 1) {
      return 0;
    }
    double a = (sums[own] - toItself) / (sizes[own] - 1);
    double b = Double.POSITIVE_INFINITY;
    for (int c = 0; c < sums.length; c++) {
      if (c != own && sizes[c] > 0) {
        b = Math.min(b, sums[c] / sizes[c]);
      }
    }
    double larger = Math.max(a, b);
    return larger == 0 ? 0 : (b - a) / larger;
  }
}
