package org.geovq.cluster;

import java.util.Arrays;
import java.util.function.DoubleConsumer;

/**
 * FasterPAM: k-medoids by eager swaps. Every landmark in turn is tried as a medoid against all K at
 * once, at the cost of one pass over the nodes, and takes the place of the one it improves on most.
 *
 * <p>Schubert and Rousseeuw 2021, "Fast and eager k-medoids clustering: O(k) runtime improvement of
 * the PAM, CLARA, and CLARANS algorithms", Information Systems 101, doi 10.1016/j.is.2021.101804.
 * Candidates here are the L landmarks while all N nodes are served.
 */
public final class FasterPam {
  /** A gain below this part of the loss is rounding, and could be won for ever. */
  private static final double LEAST_GAIN = 1e-12;

  private final DistanceTable table;
  private final Medoids medoids;
  private final double[] removal;

  private FasterPam(DistanceTable table, int[] startRows, int power) {
    this.table = table;
    this.medoids = new Medoids(table, startRows, power);
    this.removal = new double[startRows.length];
  }

  /**
   * Improves the starting medoids until no swap helps.
   *
   * @param startRows [K]: distinct rows of the table
   * @param power 1 or 2: the cost of a node is its distance to that power; squares are taken on the
   *     fly
   * @param maxRounds a round offers every landmark once
   * @param lossPerRound told the loss after every round
   */
  public static Clustering run(
      DistanceTable table, int[] startRows, int power, int maxRounds, DoubleConsumer lossPerRound) {
    if (power != 1 && power != 2) {
      throw new IllegalArgumentException("Power is " + power + ", not 1 or 2");
    }
    return new FasterPam(table, startRows, power).run(maxRounds, lossPerRound);
  }

  private Clustering run(int maxRounds, DoubleConsumer lossPerRound) {
    double[] losses = new double[0];
    int landmarks = table.rows().length;
    int unchanged = 0;
    while (losses.length < maxRounds && unchanged < landmarks) {
      for (int row = 0; row < landmarks && unchanged < landmarks; row++) {
        unchanged = improve(row) ? 0 : unchanged + 1;
      }
      losses = Arrays.copyOf(losses, losses.length + 1);
      losses[losses.length - 1] = medoids.loss();
      lossPerRound.accept(medoids.loss());
    }
    return medoids.clustering(losses, unchanged >= landmarks);
  }

  private boolean improve(int row) {
    if (medoids.contains(row)) {
      return false;
    }
    double shared = medoids.gains(row, removal);
    int best = 0;
    for (int i = 1; i < removal.length; i++) {
      if (removal[i] < removal[best]) {
        best = i;
      }
    }
    boolean better = shared + removal[best] < -LEAST_GAIN * medoids.loss();
    if (better) {
      medoids.replace(best, row);
    }
    return better;
  }
}
