package org.geovq.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * k-medoids where no process holds the table. In every round each part of the table proposes its
 * best swaps against one state of the nodes; the driver fetches the rows of the best of all and
 * makes, in the order of their gains, those that still lower the loss after the ones before them,
 * each in the place of the medoid that is then best to go. Ends as {@link FasterPam} does: when no
 * swap helps.
 *
 * <p>The driver holds K rows, 4 K N bytes, a state of some 80 bytes a node, and in every round the
 * rows of the proposals, 4 {@code most} N bytes. The result does not depend on how the table is
 * parted.
 */
public final class SpreadPam {
  private final LandmarkRows rows;
  private final Medoids medoids;
  private final SwapSearch search;

  private SpreadPam(LandmarkRows rows, int[] startRows, int power) {
    float[][] distances = rows.fetch(startRows);
    this.rows = rows;
    this.medoids = new Medoids(startRows, distances, power);
    this.search = new SwapSearch(distances[0].length, startRows.length);
  }

  /**
   * Improves the starting medoids until no swap helps.
   *
   * @param startRows [K]: distinct rows of the table
   * @param power 1 or 2: the cost of a node is its distance to that power
   * @param maxRounds a round is one pass over the table, wherever it lies
   * @param most rows that are fetched in a round, at least 1
   * @param lossPerRound told the loss after every round
   */
  public static Clustering run(
      LandmarkRows rows,
      int[] startRows,
      int power,
      int maxRounds,
      int most,
      DoubleConsumer lossPerRound) {
    if (most < 1) {
      throw new IllegalArgumentException("Rows to fetch are " + most + ", not at least 1");
    }
    return new SpreadPam(rows, startRows, power).run(maxRounds, most, lossPerRound);
  }

  private Clustering run(int maxRounds, int most, DoubleConsumer lossPerRound) {
    double[] losses = new double[0];
    boolean converged = false;
    while (losses.length < maxRounds && !converged) {
      // A copy, as a slow executor may read it while the driver already changes its own.
      List<Swap> proposals = rows.propose(medoids.served().copy(), most);
      converged = proposals.isEmpty();
      if (!converged) {
        apply(proposals);
      }
      losses = Arrays.copyOf(losses, losses.length + 1);
      losses[losses.length - 1] = medoids.served().loss();
      lossPerRound.accept(medoids.served().loss());
    }
    return medoids.clustering(1, losses, converged);
  }

  private void apply(List<Swap> proposals) {
    int[] ids = proposals.stream().mapToInt(Swap::row).toArray();
    float[][] fetched = rows.fetch(ids);
    for (int i = 0; i < ids.length; i++) {
      LandmarkRow row = new LandmarkRow(ids[i], fetched[i]);
      Swap swap = search.best(medoids.served(), List.of(row))[0];
      if (swap != null) {
        medoids.replace(swap, row.distances());
      }
    }
  }
}
