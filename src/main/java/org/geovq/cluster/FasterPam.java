package org.geovq.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;

/**
 * FasterPAM: k-medoids by eager swaps. Every landmark in turn is tried as a medoid against all K at
 * once, at the cost of one pass over the nodes, and takes the place of the one it improves on most.
 *
 * <p>Schubert and Rousseeuw 2021, "Fast and eager k-medoids clustering: O(k) runtime improvement of
 * the PAM, CLARA, and CLARANS algorithms", Information Systems 101, doi 10.1016/j.is.2021.101804.
 * Candidates here are the L landmarks while all N nodes are served.
 *
 * <p>Landmarks are tried some way ahead, in parallel, as if nothing would change; the first that
 * improves is taken and those behind it are tried again. The swaps are those of one thread.
 */
public final class FasterPam {
  /** Landmarks tried ahead at most. */
  private static final int MOST_AHEAD = 1024;

  /** Distances below which handing work to threads costs more than it saves. */
  private static final int PARALLEL_WORK = 1 << 18;

  private final DistanceTable table;
  private final Medoids medoids;
  private final ThreadLocal<SwapSearch> searches;

  private FasterPam(DistanceTable table, int[] startRows, int power) {
    float[][] distances = new float[startRows.length][];
    Arrays.setAll(distances, i -> table.rows()[startRows[i]]);
    this.table = table;
    this.medoids = new Medoids(startRows, distances, power);
    this.searches = ThreadLocal.withInitial(() -> new SwapSearch(table.nodes(), startRows.length));
  }

  /**
   * Improves the starting medoids until no swap helps. Runs in the fork-join pool that it is called
   * from, else in the common one; the result does not depend on the number of threads.
   *
   * @param startRows [K]: distinct rows of the table
   * @param power 1 or 2: the cost of a node is its distance to that power; squares are taken on the
   *     fly
   * @param maxRounds a round offers every landmark once
   * @param lossPerRound told the loss after every round
   */
  public static Clustering run(
      DistanceTable table, int[] startRows, int power, int maxRounds, DoubleConsumer lossPerRound) {
    return new FasterPam(table, startRows, power).run(maxRounds, lossPerRound);
  }

  private Clustering run(int maxRounds, DoubleConsumer lossPerRound) {
    double[] losses = new double[0];
    double weight = table.weight(medoids.served().removalLoss().length);
    int landmarks = table.rows().length;
    int unchanged = 0;
    while (losses.length < maxRounds && unchanged < landmarks) {
      unchanged = round(unchanged);
      losses = Arrays.copyOf(losses, losses.length + 1);
      losses[losses.length - 1] = weight * medoids.served().loss();
      lossPerRound.accept(losses[losses.length - 1]);
    }
    return medoids.clustering(weight, losses, unchanged >= landmarks);
  }

  /**
   * Offers every landmark once, or as many as are needed to know that none helps.
   *
   * @param unchanged landmarks offered since the last swap
   * @return the same after the round
   */
  private int round(int unchanged) {
    int landmarks = table.rows().length;
    for (int row = 0; row < landmarks && unchanged < landmarks; ) {
      // No further than it went well, as threads cost time too.
      int ahead = Math.max(SwapSearch.GROUP, Math.min(unchanged, MOST_AHEAD));
      int end = Math.min(landmarks, row + Math.min(ahead, landmarks - unchanged));
      Swap swap = firstImproving(row, end);
      if (swap == null) {
        unchanged += end - row;
        row = end;
      } else {
        medoids.replace(swap, table.rows()[swap.row()]);
        unchanged = 0;
        row = swap.row() + 1;
      }
    }
    return unchanged;
  }

  private Swap firstImproving(int from, int to) {
    int[] candidates = IntStream.range(from, to).filter(row -> !medoids.contains(row)).toArray();
    int groups = (candidates.length + SwapSearch.GROUP - 1) / SwapSearch.GROUP;
    Swap[] found = new Swap[groups];
    AtomicInteger next = new AtomicInteger();
    AtomicInteger end = new AtomicInteger(groups);
    // Taken in order, so that all before the first that improves have been tried.
    Runnable work =
        () -> {
          for (int group; (group = next.getAndIncrement()) < end.get(); ) {
            found[group] = firstImproving(candidates, group);
            if (found[group] != null) {
              end.accumulateAndGet(group, Math::min);
            }
          }
        };
    if ((long) candidates.length * table.nodes() < PARALLEL_WORK) {
      work.run();
    } else {
      IntStream.range(0, threads()).parallel().forEach(thread -> work.run());
    }
    return end.get() < groups ? found[end.get()] : null;
  }

  private static int threads() {
    ForkJoinPool pool = ForkJoinTask.getPool();
    return pool == null ? ForkJoinPool.getCommonPoolParallelism() + 1 : pool.getParallelism();
  }

  private Swap firstImproving(int[] candidates, int group) {
    int from = group * SwapSearch.GROUP;
    int to = Math.min(candidates.length, from + SwapSearch.GROUP);
    List<LandmarkRow> rows =
        Arrays.stream(candidates, from, to)
            .mapToObj(row -> new LandmarkRow(row, table.rows()[row]))
            .toList();
    for (Swap swap : searches.get().best(medoids.served(), rows)) {
      if (swap != null) {
        return swap;
      }
    }
    return null;
  }
}
