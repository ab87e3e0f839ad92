package org.geovq.eval;

import java.util.Arrays;
import org.apache.commons.math3.util.Precision;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Fréchet distance (squared 2-Wasserstein distance) of the Gaussians that have the moments of two
 * sets of feature vectors: |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)). Lower is better, 0 at best.
 *
 * <p>D. C. Dowson, B. V. Landau, "The Fréchet distance between multivariate normal distributions",
 * Journal of Multivariate Analysis 12(3), 1982, doi:10.1016/0047-259X(82)90077-X.
 *
 * <p>With the features of the Inception network of M. Heusel et al. (2017, arXiv 1706.08500) it is
 * the FID; with those of another network it is not. Compare numbers of the same network and of
 * equally many images only; fewer images give larger distances.
 */
public final class FrechetDistance {
  private FrechetDistance() {}

  /**
   * The distance, in squared units of the features; the order of the two does not matter.
   *
   * @throws IllegalArgumentException where the dimensions differ
   * @throws IllegalStateException where one was taken of fewer than two vectors
   */
  public static double between(FeatureMoments a, FeatureMoments b) {
    double[] meanA = a.mean();
    double[] meanB = b.mean();
    if (meanA.length != meanB.length) {
      throw new IllegalArgumentException(
          "features of " + meanA.length + " and " + meanB.length + " numbers");
    }
    double[][] covarianceA = a.covariance();
    double[][] covarianceB = b.covariance();
    double distance = 0;
    for (int i = 0; i < meanA.length; i++) {
      distance += covarianceA[i][i] + covarianceB[i][i];
      distance += (meanA[i] - meanB[i]) * (meanA[i] - meanB[i]);
    }
    return Math.max(0, distance - 2 * traceOfRoot(factor(covarianceA), factor(covarianceB)));
  }

  /**
   * tr (A B)^(1/2) for A = X^T X and B = Y^T Y: the eigenvalues of A B are those of (X Y^T)(X
   * Y^T)^T, so that it is the sum of the singular values of X Y^T.
   *
   * @param x {@code [rank of A, D]}
   * @param y {@code [rank of B, D]}
   */
  private static double traceOfRoot(double[][] x, double[][] y) {
    if (x.length == 0 || y.length == 0) {
      return 0;
    }
    try (INDArray left = Nd4j.createFromArray(x);
        INDArray right = Nd4j.createFromArray(y);
        INDArray product = Nd4j.create(DataType.DOUBLE, new long[] {x.length, y.length}, 'f');
        INDArray values = Nd4j.create(DataType.DOUBLE, Math.min(x.length, y.length))) {
      Nd4j.gemm(left, right, product, false, true, 1.0, 0.0);
      // Roots of the eigenvalues of the product with its transpose would lose half the digits.
      Nd4j.getBlasWrapper().lapack().gesvd(product, values, null, null);
      return values.sumNumber().doubleValue();
    }
  }

  /**
   * X with X^T X = A, for a symmetric, positive semidefinite matrix: Cholesky's decomposition, the
   * largest pivot first, which ends where what is left is rounding.
   *
   * @return {@code [rank of A, D]}
   */
  private static double[][] factor(double[][] a) {
    int d = a.length;
    double[] left = new double[d];
    double largest = 0;
    for (int i = 0; i < d; i++) {
      left[i] = a[i][i];
      largest = Math.max(largest, left[i]);
    }
    double[][] rows = new double[d][];
    for (int rank = 0; rank < d; rank++) {
      int pivot = indexOfMax(left);
      if (left[pivot] <= d * Precision.EPSILON * largest) {
        return Arrays.copyOf(rows, rank);
      }
      rows[rank] = row(a, rows, rank, pivot, left);
    }
    return rows;
  }

  /** The next row of the factor; what it leaves of the diagonal is updated. */
  private static double[] row(double[][] a, double[][] rows, int rank, int pivot, double[] left) {
    double[] row = a[pivot].clone();
    for (int r = 0; r < rank; r++) {
      double[] earlier = rows[r];
      double weight = earlier[pivot];
      for (int i = 0; i < row.length; i++) {
        row[i] -= weight * earlier[i];
      }
    }
    double root = Math.sqrt(left[pivot]);
    for (int i = 0; i < row.length; i++) {
      row[i] /= root;
      left[i] -= row[i] * row[i];
    }
    left[pivot] = 0;
    return row;
  }

  private static int indexOfMax(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }
}
