package org.geovq.graph;

import java.util.Locale;

/**
 * A distance (not squared) between diagonal Gaussians. Each but Fisher-Rao is the root of a sum
 * over coordinates of (x_i - x_j)^2 (w_i + w_j).
 */
public enum Metric {
  /** d(i,j)^2 = 1/2 sum_c (mu_i - mu_j)^2 (1/sigma_i^2 + 1/sigma_j^2). */
  POSTERIOR,

  /** Euclidean distance of the means. */
  EUCLIDEAN,

  /**
   * 2-Wasserstein distance of diagonal Gaussians: d^2 = |mu_i - mu_j|^2 + |sigma_i - sigma_j|^2.
   */
  WASSERSTEIN2,

  /**
   * Fisher-Rao distance of diagonal Gaussians: the root of the sum over coordinates of d_c^2, d_c =
   * sqrt(2) acosh(1 + ((mu_i - mu_j)^2 / 2 + (sigma_i - sigma_j)^2) / (2 sigma_i sigma_j)). It does
   * not change if mu and sigma of a coordinate are scaled together (Costa, Santos and Strapasson
   * 2015, "Fisher information distance: a geometrical reading", doi 10.1016/j.dam.2014.10.004).
   */
  FISHER_RAO;

  /** The name in the configuration, such as {@code fisher-rao}. */
  public String configName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Distance between row i of a and row j of b, in double precision. */
  public double distance(LatentPoints a, int i, LatentPoints b, int j) {
    return Math.sqrt(this == FISHER_RAO ? fisherRao(a, i, b, j) : differences(a, i, b, j));
  }

  private double differences(LatentPoints a, int i, LatentPoints b, int j) {
    double sum = 0;
    for (int c = 0; c < coordinates(a.dimension()); c++) {
      double difference = coordinate(a, i, c) - coordinate(b, j, c);
      sum += difference * difference * (weight(a, i, c) + weight(b, j, c));
    }
    return sum;
  }

  private double fisherRao(LatentPoints a, int i, LatentPoints b, int j) {
    double sum = 0;
    int dimension = a.dimension();
    for (int c = 0; c < dimension; c++) {
      double sigma = coordinate(a, i, dimension + c);
      double otherSigma = coordinate(b, j, dimension + c);
      sum += FisherRao.square(coordinate(a, i, c), sigma, coordinate(b, j, c), otherSigma);
    }
    return sum;
  }

  /** Coordinates of a vector of D numbers in this metric. */
  int coordinates(int dimension) {
    return this == WASSERSTEIN2 || this == FISHER_RAO ? 2 * dimension : dimension;
  }

  /** The means first, then, for Wasserstein and Fisher-Rao, the standard deviations. */
  double coordinate(LatentPoints points, int row, int c) {
    int dimension = points.dimension();
    return c < dimension
        ? points.mu()[row * dimension + c]
        : Math.exp(0.5 * points.logVariance()[row * dimension + c - dimension]);
  }

  /** Whether the weights differ from vector to vector and a sum of differences needs them. */
  boolean weighted() {
    return this == POSTERIOR;
  }

  /**
   * One end's weight of a squared difference: half the precision in the posterior metric, so that
   * the two add up to the mean; 1/2 without weights. Fisher-Rao has this form between vectors that
   * are close, where ds^2 = (dmu^2 + 2 dsigma^2) / sigma^2.
   */
  double weight(LatentPoints points, int row, int c) {
    int dimension = points.dimension();
    return switch (this) {
      case EUCLIDEAN, WASSERSTEIN2 -> 0.5;
      case POSTERIOR -> 0.5 * precision(points, row, c);
      case FISHER_RAO -> (c < dimension ? 0.5 : 1) * precision(points, row, c % dimension);
    };
  }

  private static double precision(LatentPoints points, int row, int c) {
    return Math.exp(-points.logVariance()[row * points.dimension() + c]);
  }
}
