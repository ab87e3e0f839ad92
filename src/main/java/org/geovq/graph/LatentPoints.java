package org.geovq.graph;

import java.io.Serializable;
import org.geovq.UserError;

/**
 * Latent vectors, each a diagonal Gaussian.
 *
 * @param dimension numbers per vector, D
 * @param mu means, row-major [n, D]
 * @param logVariance log sigma^2, row-major [n, D]
 */
public record LatentPoints(int dimension, float[] mu, float[] logVariance) implements Serializable {
  /** Beyond this a precision squared with an ordinary difference leaves the range of a float. */
  private static final float LARGEST_LOG_VARIANCE = 60;

  /**
   * @throws IllegalArgumentException if the lengths do not fit the dimension or each other
   */
  public LatentPoints {
    if (dimension < 1 || mu.length % dimension != 0 || mu.length != logVariance.length) {
      throw new IllegalArgumentException(
          "%d means and %d log variances are not rows of %d"
              .formatted(mu.length, logVariance.length, dimension));
    }
  }

  /** Number of vectors. */
  public int size() {
    return mu.length / dimension;
  }

  /** A copy of the given rows, in their order. */
  public LatentPoints subset(int[] rows) {
    float[] means = new float[rows.length * dimension];
    float[] logVariances = new float[means.length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(mu, rows[i] * dimension, means, i * dimension, dimension);
      System.arraycopy(logVariance, rows[i] * dimension, logVariances, i * dimension, dimension);
    }
    return new LatentPoints(dimension, means, logVariances);
  }

  /**
   * Checks every vector: mean finite, log variance within -60 .. 60.
   *
   * @param what names the vectors in the message, such as a file
   * @throws UserError naming the first bad row
   */
  public void requireFinite(String what) {
    for (int i = 0; i < mu.length; i++) {
      if (!Float.isFinite(mu[i]) || !(Math.abs(logVariance[i]) <= LARGEST_LOG_VARIANCE)) {
        throw new UserError(
            "%s: row %d has mean %s and log variance %s; expected a finite mean and a log variance"
                + " between -60 and 60.",
            what, i / dimension, mu[i], logVariance[i]);
      }
    }
  }
}
