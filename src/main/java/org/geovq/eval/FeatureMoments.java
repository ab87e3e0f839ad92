package org.geovq.eval;

import java.io.Serializable;

/**
 * Mean and covariance of feature vectors; moments of parts can be merged. Kept as mean and sums of
 * products of deviations (T. F. Chan, G. H. Golub, R. J. LeVeque, "Algorithms for computing the
 * sample variance", The American Statistician 37(3), 1983), so a mean far from 0 costs no digits.
 */
public final class FeatureMoments implements Serializable {
  private static final long serialVersionUID = 1;

  private final double[] mean;

  /** {@code [D, D]}: sums of products of deviations from the mean. */
  private final double[][] scatter;

  private long count;

  /**
   * @param dimension numbers per feature vector, D, at least 1
   */
  public FeatureMoments(int dimension) {
    if (dimension < 1) {
      throw new IllegalArgumentException("features of " + dimension + " numbers");
    }
    this.mean = new double[dimension];
    this.scatter = new double[dimension][dimension];
  }

  /**
   * Adds feature vectors, several at a fraction of the cost of one after the other.
   *
   * @param features {@code [n, D]}, finite
   */
  public void add(float[] features, int n) {
    int d = mean.length;
    if (features.length != n * d) {
      throw new IllegalArgumentException(
          features.length + " numbers for " + n + " vectors of " + d);
    }
    if (n == 0) {
      return;
    }
    double[] deviation = blockMean(features, n);
    if (n > 1) {
      addScatter(features, n, deviation);
    }
    for (int i = 0; i < d; i++) {
      deviation[i] -= mean[i];
    }
    shift(deviation, n);
  }

  private double[] blockMean(float[] features, int n) {
    int d = mean.length;
    double[] sum = new double[d];
    for (int i = 0; i < features.length; i++) {
      if (!Float.isFinite(features[i])) {
        throw new IllegalArgumentException("feature " + i % d + " is " + features[i]);
      }
      sum[i % d] += features[i];
    }
    for (int i = 0; i < d; i++) {
      sum[i] /= n;
    }
    return sum;
  }

  /** Products of deviations from the vectors' own mean; each row of the sums is touched once. */
  private void addScatter(float[] features, int n, double[] center) {
    int d = mean.length;
    double[][] deviations = new double[n][d];
    for (int v = 0; v < n; v++) {
      for (int i = 0; i < d; i++) {
        deviations[v][i] = features[v * d + i] - center[i];
      }
    }
    for (int i = 0; i < d; i++) {
      double[] row = scatter[i];
      for (double[] deviation : deviations) {
        double own = deviation[i];
        for (int j = 0; j < d; j++) {
          row[j] += own * deviation[j];
        }
      }
    }
  }

  /** Adds all that other moments of the same dimension hold, and returns these. */
  public FeatureMoments merge(FeatureMoments other) {
    requireDimension(other.mean.length);
    if (other.count == 0) {
      return this;
    }
    double[] deviation = new double[mean.length];
    for (int i = 0; i < deviation.length; i++) {
      deviation[i] = other.mean[i] - mean[i];
      for (int j = 0; j < deviation.length; j++) {
        scatter[i][j] += other.scatter[i][j];
      }
    }
    shift(deviation, other.count);
    return this;
  }

  /** Number of feature vectors added so far. */
  public long count() {
    return count;
  }

  /**
   * Mean of the feature vectors, {@code [D]}.
   *
   * @throws IllegalStateException where there are none
   */
  public double[] mean() {
    requireCount(1);
    return mean.clone();
  }

  /**
   * Sample covariance (divided by n - 1) of the feature vectors, {@code [D, D]}, symmetric.
   *
   * @throws IllegalStateException where there are fewer than two
   */
  public double[][] covariance() {
    requireCount(2);
    double[][] covariance = new double[mean.length][mean.length];
    for (int i = 0; i < mean.length; i++) {
      for (int j = 0; j < mean.length; j++) {
        // The two were summed with other roundings; a decomposition must see them equal.
        covariance[i][j] = (scatter[i][j] + scatter[j][i]) / 2 / (count - 1);
      }
    }
    return covariance;
  }

  /** Takes in vectors whose mean deviates from the present one; their own scatter apart. */
  private void shift(double[] deviation, long added) {
    double share = (double) added / (count + added);
    for (int i = 0; i < deviation.length; i++) {
      double[] row = scatter[i];
      double weighted = count * share * deviation[i];
      for (int j = 0; j < deviation.length; j++) {
        row[j] += weighted * deviation[j];
      }
    }
    for (int i = 0; i < deviation.length; i++) {
      mean[i] += share * deviation[i];
    }
    count += added;
  }

  private void requireDimension(int length) {
    if (length != mean.length) {
      throw new IllegalArgumentException("features of " + length + " numbers among " + mean.length);
    }
  }

  private void requireCount(int least) {
    if (count < least) {
      throw new IllegalStateException(count + " feature vectors were added, not " + least);
    }
  }
}
