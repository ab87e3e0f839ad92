package org.geovq.eval;

import java.io.Serializable;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * A figure over several runs, such as seeds.
 *
 * @param mean of the runs
 * @param standardDeviation of the runs, divided by n - 1; 0 for one run, which shows no spread
 * @param n number of runs, at least 1
 */
public record Spread(double mean, double standardDeviation, int n) implements Serializable {
  private static final double LEVEL = 0.05;

  /**
   * @param values one per run
   * @throws IllegalArgumentException where there are none
   */
  public static Spread of(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("a spread of no values");
    }
    double mean = 0;
    for (double value : values) {
      mean += value / values.length;
    }
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    int n = values.length;
    return new Spread(mean, n == 1 ? 0 : Math.sqrt(squares / (n - 1)), n);
  }

  /** The same, but null where there are none. */
  public static Spread ofAny(double[] values) {
    return values.length == 0 ? null : of(values);
  }

  /**
   * Of a - b, run by run: what two methods have in common in a run does not count as spread.
   *
   * @param a one per run
   * @param b of the same runs in the same order
   * @throws IllegalArgumentException where they are not equally many, or none
   */
  public static Spread ofDifferences(double[] a, double[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(a.length + " values paired with " + b.length);
    }
    double[] differences = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      differences[i] = a[i] - b[i];
    }
    return of(differences);
  }

  /**
   * Whether Student's t-test tells the mean from 0, two-sided at the 5 % level: of three runs the
   * mean is then 2.5 standard deviations away. Of one run, never.
   */
  public boolean toldFromZero() {
    return n > 1
        && Math.abs(mean) * Math.sqrt(n)
            > standardDeviation
                * new TDistribution(n - 1).inverseCumulativeProbability(1 - LEVEL / 2);
  }
}
