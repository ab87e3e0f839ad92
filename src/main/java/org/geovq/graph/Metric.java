package org.geovq.graph;

import java.util.Locale;

/**
 * A distance (not squared) between diagonal Gaussians. Each is the root of a sum over coordinates
 * of (x_i - x_j)^2, weighted by w_i + w_j where the metric has weights.
 */
public enum Metric {
  /** d(i,j)^2 = 1/2 sum_c (mu_i - mu_j)^2 (1/sigma_i^2 + 1/sigma_j^2). */
  POSTERIOR,

  /** Euclidean distance of the means. */
  EUCLIDEAN,

  /**
   * 2-Wasserstein distance of diagonal Gaussians: d^2 = |mu_i - mu_j|^2 + |sigma_i - sigma_j|^2.
   */
  WASSERSTEIN2;

  /** The name in the configuration, such as {@code posterior}. */
  public String configName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Distance between row i of a and row j of b, in double precision. */
  public double distance(LatentPoints a, int i, LatentPoints b, int j) {
    double sum = 0;
    for (int c = 0; c < coordinates(a.dimension()); c++) {
      double difference = coordinate(a, i, c) - coordinate(b, j, c);
      sum += difference * difference * (weighted() ? weight(a, i, c) + weight(b, j, c) : 1);
    }
    return Math.sqrt(sum);
  }

  /** Coordinates of a vector of D numbers in this metric. */
  int coordinates(int dimension) {
    return this == WASSERSTEIN2 ? 2 * dimension : dimension;
  }

  /** The means first, then, for Wasserstein, the standard deviations. */
  double coordinate(LatentPoints points, int row, int c) {
    int dimension = points.dimension();
    return c < dimension
        ? points.mu()[row * dimension + c]
        : Math.exp(0.5 * points.logVariance()[row * dimension + c - dimension]);
  }

  boolean weighted() {
    return this == POSTERIOR;
  }

  /** Half the precision: the two ends' weights add up to the mean of their precisions. */
  double weight(LatentPoints points, int row, int c) {
    return 0.5 * Math.exp(-points.logVariance()[row * points.dimension() + c]);
  }
}
