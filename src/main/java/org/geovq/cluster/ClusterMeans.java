package org.geovq.cluster;

/** Means of the points of each cluster. */
public final class ClusterMeans {
  private ClusterMeans() {}

  /**
   * The mean of each cluster's points.
   *
   * @param points row-major [n, D]
   * @param dimension D
   * @param clusters [n]: cluster of each point, 0 .. K-1
   * @param empty row-major [K, D]: what stands for the mean of a cluster without points
   * @return row-major [K, D]
   */
  public static float[] of(float[] points, int dimension, int[] clusters, float[] empty) {
    double[] sums = new double[empty.length];
    for (int i = 0; i < clusters.length; i++) {
      for (int c = 0; c < dimension; c++) {
        sums[clusters[i] * dimension + c] += points[i * dimension + c];
      }
    }
    int[] counts = counts(clusters, empty.length / dimension);
    float[] means = new float[empty.length];
    for (int i = 0; i < means.length; i++) {
      int count = counts[i / dimension];
      means[i] = count == 0 ? empty[i] : (float) (sums[i] / count);
    }
    return means;
  }

  /** Points of each of K clusters. */
  static int[] counts(int[] clusters, int k) {
    int[] counts = new int[k];
    for (int cluster : clusters) {
      counts[cluster]++;
    }
    return counts;
  }
}
