package org.geovq.cluster;

import java.util.SplittableRandom;
import java.util.function.DoubleConsumer;
import org.geovq.random.Draw;

/** k-medoids from several starts. */
public final class KMedoids {
  private KMedoids() {}

  /**
   * The clustering of least loss among several k-medoids++ starts, each improved by {@link
   * FasterPam}; the first of equals.
   *
   * @param power 1 or 2: the cost of a node is its distance to that power
   * @param maxRounds rounds of each start
   * @param lossPerRound told the loss after every round of every start
   * @throws org.geovq.UserError naming codebook.size if there are fewer than k landmarks
   */
  public static Clustering best(
      DistanceTable table,
      int k,
      int power,
      int starts,
      int maxRounds,
      long seed,
      DoubleConsumer lossPerRound) {
    Clustering best = null;
    for (int start = 0; start < Math.max(1, starts); start++) {
      SplittableRandom random = Draw.generator(seed, "k-medoids start", start);
      int[] rows = KMedoidsStart.plusPlus(table, k, random);
      Clustering next = FasterPam.run(table, rows, power, maxRounds, lossPerRound);
      best = best == null || next.loss() < best.loss() ? next : best;
    }
    return best;
  }
}
