package org.geovq.eval;

import java.io.Serializable;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;

/**
 * Projects vectors of D numbers to the plane, to be looked at: on their two principal components,
 * or, where D is at most 2, only centred (D = 1 gets a second coordinate of 0). Each component
 * points to where its largest entry (the first of equals) is positive, so that the picture does not
 * flip between runs.
 */
public final class LatentProjection implements Serializable {
  private static final long serialVersionUID = 1;

  private final double[] mean;

  /** {@code [2, D]}. */
  private final double[][] axes;

  private LatentProjection(double[] mean, double[][] axes) {
    this.mean = mean;
    this.axes = axes;
  }

  /**
   * Fits the projection.
   *
   * @param rows {@code [n, D]}, n and D at least 1
   * @throws IllegalArgumentException where there are none or their lengths differ
   */
  public static LatentProjection fit(float[][] rows) {
    if (rows.length == 0 || rows[0].length == 0) {
      throw new IllegalArgumentException("no numbers to project");
    }
    double[] mean = mean(rows);
    return new LatentProjection(
        mean, mean.length <= 2 ? unitAxes(mean.length) : principalAxes(scatter(rows, mean)));
  }

  /**
   * The place of a vector in the plane.
   *
   * @param row {@code [D]}, one of those fitted on or any other
   * @return x, y
   */
  public double[] project(float[] row) {
    requireLength(row, mean.length);
    double[] point = new double[2];
    for (int axis = 0; axis < 2; axis++) {
      for (int i = 0; i < row.length; i++) {
        point[axis] += axes[axis][i] * (row[i] - mean[i]);
      }
    }
    return point;
  }

  private static double[] mean(float[][] rows) {
    double[] mean = new double[rows[0].length];
    for (float[] row : rows) {
      requireLength(row, mean.length);
      for (int i = 0; i < mean.length; i++) {
        mean[i] += row[i];
      }
    }
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= rows.length;
    }
    return mean;
  }

  /** Sums of products of deviations: the covariance times n, which has the same axes. */
  private static double[][] scatter(float[][] rows, double[] mean) {
    double[][] scatter = new double[mean.length][mean.length];
    for (float[] row : rows) {
      for (int i = 0; i < mean.length; i++) {
        for (int j = 0; j < mean.length; j++) {
          scatter[i][j] += (row[i] - mean[i]) * (row[j] - mean[j]);
        }
      }
    }
    return scatter;
  }

  private static double[][] unitAxes(int dimension) {
    double[][] axes = new double[2][dimension];
    for (int i = 0; i < dimension; i++) {
      axes[i][i] = 1;
    }
    return axes;
  }

  private static double[][] principalAxes(double[][] scatter) {
    EigenDecomposition eigen = new EigenDecomposition(new Array2DRowRealMatrix(scatter, false));
    return new double[][] {
      signed(eigen.getEigenvector(0).toArray()), signed(eigen.getEigenvector(1).toArray())
    };
  }

  private static double[] signed(double[] axis) {
    double largest = 0;
    for (double entry : axis) {
      largest = Math.abs(entry) > Math.abs(largest) ? entry : largest;
    }
    for (int i = 0; i < axis.length; i++) {
      axis[i] *= Math.signum(largest);
    }
    return axis;
  }

  private static void requireLength(float[] row, int length) {
    if (row.length != length) {
      throw new IllegalArgumentException("a row of " + row.length + " numbers among " + length);
    }
  }
}
