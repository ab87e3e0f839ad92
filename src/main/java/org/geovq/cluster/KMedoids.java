package org.geovq.cluster;

import java.util.SplittableRandom;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
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
    return best(
        starts,
        seed,
        random ->
            FasterPam.run(
                table, KMedoidsStart.plusPlus(table, k, random), power, maxRounds, lossPerRound));
  }

  /**
   * The same by {@link SpreadPam}, where no process holds the table.
   *
   * @param amongLandmarks distances between the landmarks, [L][L]
   * @param most rows that come to this process in a round
   * @throws org.geovq.UserError naming codebook.size if there are fewer than k landmarks
   */
  public static Clustering bestSpread(
      LandmarkRows rows,
      float[][] amongLandmarks,
      int k,
      int power,
      int starts,
      int maxRounds,
      int most,
      long seed,
      DoubleConsumer lossPerRound) {
    return best(
        starts,
        seed,
        random ->
            SpreadPam.run(
                rows,
                KMedoidsStart.plusPlus(
                    amongLandmarks.length, row -> amongLandmarks[row], k, random),
                power,
                maxRounds,
                most,
                lossPerRound));
  }

  private static Clustering best(
      int starts, long seed, Function<SplittableRandom, Clustering> improved) {
    Clustering best = null;
    for (int start = 0; start < Math.max(1, starts); start++) {
      Clustering next = improved.apply(Draw.generator(seed, "k-medoids start", start));
      best = best == null || next.loss() < best.loss() ? next : best;
    }
    return best;
  }
}
