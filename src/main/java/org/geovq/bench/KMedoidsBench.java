package org.geovq.bench;

import java.nio.file.Path;
import java.util.Arrays;
import org.geovq.cluster.Clustering;
import org.geovq.cluster.DistanceTable;
import org.geovq.cluster.FasterPam;
import org.geovq.cluster.KMedoidsStart;
import org.geovq.random.Draw;

/** Times k-medoids on a matrix of distances, from a uniformly random start until no swap helps. */
public final class KMedoidsBench {
  private KMedoidsBench() {}

  /**
   * The seconds are of the clustering alone; the loss is the sum of distances to the nearest
   * medoid.
   */
  public record Result(
      String bench,
      String matrix,
      int n,
      int k,
      int threads,
      long seed,
      double seconds,
      long peakHeapMb,
      int rounds,
      int swaps,
      double loss) {}

  /**
   * Runs the benchmark.
   *
   * @param matrix float32, row-major [n, n], without a header; every node is a landmark
   * @throws org.geovq.UserError if k is not in 1 .. n, there are no threads, or the file is no such
   *     matrix
   */
  public static Result run(Path matrix, int n, int k, long seed, int threads) {
    Cloud.requireWithin("--k", k, n);
    int[] landmarks = new int[n];
    Arrays.setAll(landmarks, i -> i);
    DistanceTable table = new DistanceTable(landmarks, FloatFile.square(matrix, n));
    int[] start = KMedoidsStart.random(table, k, Draw.generator(seed, "k-medoids bench", 0));
    long begin = System.nanoTime();
    Clustering found =
        Cloud.with(threads, () -> FasterPam.run(table, start, 1, Integer.MAX_VALUE, loss -> {}));
    double seconds = (System.nanoTime() - begin) / 1e9;
    return new Result(
        "kmedoids",
        matrix.getFileName().toString(),
        n,
        k,
        threads,
        seed,
        seconds,
        PeakHeap.megabytes(),
        found.lossPerRound().length,
        found.swaps(),
        found.loss());
  }
}
