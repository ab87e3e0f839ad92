package org.geovq.eval;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.DiagonalMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.apache.commons.math3.util.Precision;

/**
 * Fréchet distance (squared 2-Wasserstein distance) of the Gaussians that have the moments of two
 * sets of feature vectors: |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)). Lower is better, 0 at best.
 *
 * <p>D. C. Dowson, B. V. Landau, "The Fréchet distance between multivariate normal distributions",
 * Journal of Multivariate Analysis 12(3), 1982, doi:10.1016/0047-259X(82)90077-X.
 *
 * <p>It is not FID: that one takes the features of an Inception network trained on ImageNet, ours
 * are those of a small classifier trained on the data set at hand. Compare numbers of the same
 * classifier and of equally many images only; fewer images give larger distances.
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
    RealMatrix covarianceA = new Array2DRowRealMatrix(a.covariance(), false);
    RealMatrix covarianceB = new Array2DRowRealMatrix(b.covariance(), false);
    double distance = covarianceA.getTrace() + covarianceB.getTrace();
    for (int i = 0; i < meanA.length; i++) {
      distance += (meanA[i] - meanB[i]) * (meanA[i] - meanB[i]);
    }
    return Math.max(0, distance - 2 * traceOfRoot(covarianceA, covarianceB));
  }

  /**
   * tr (A B)^(1/2), which is that of (A^(1/2) B A^(1/2))^(1/2): the sum of the singular values of
   * A^(1/2) B^(1/2).
   */
  private static double traceOfRoot(RealMatrix a, RealMatrix b) {
    // Roots of the eigenvalues of A^(1/2) B A^(1/2) would lose half the digits at the small ones.
    RealMatrix product = root(a).multiply(root(b));
    double trace = 0;
    for (double value : new SingularValueDecomposition(product).getSingularValues()) {
      trace += value;
    }
    return trace;
  }

  /**
   * Root of a symmetric, positive semidefinite matrix; eigenvalues that are 0 but for rounding
   * count as 0.
   */
  private static RealMatrix root(RealMatrix covariance) {
    // Features that are always 0, as behind a ReLU, make EigenDecomposition give up.
    SingularValueDecomposition eigen = new SingularValueDecomposition(covariance);
    double[] values = eigen.getSingularValues();
    double least = values.length * Precision.EPSILON * values[0];
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] > least ? Math.sqrt(values[i]) : 0;
    }
    return eigen.getV().multiply(new DiagonalMatrix(values)).multiply(eigen.getVT());
  }
}
