package org.geovq.bench;

import java.nio.file.Path;
import java.util.Arrays;
import org.geovq.UserError;
import org.geovq.cluster.Clustering;
import org.geovq.cluster.DistanceTable;
import org.geovq.cluster.FasterPam;
import org.geovq.cluster.KMedoidsStart;
import org.geovq.cluster.SpreadPam;
import org.geovq.cluster.TableParts;
import org.geovq.random.Draw;

/** Times k-medoids on a matrix of distances, from a uniformly random start until no swap helps. */
public final class KMedoidsBench {
  /** Rows that the search over executors fetches in a round. */
  private static final int FETCHED = 256;

  private KMedoidsBench() {}

  /**
   * The seconds are of the clustering alone; the loss is the sum of distances to the nearest
   * medoid.
   *
   * @param parts of the table, searched as over executors; 0: FasterPAM on the whole
   */
  public record Result(
      String bench,
      String matrix,
      int n,
      int k,
      int threads,
      int parts,
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
   * @param parts 0: FasterPAM; else parts of the table, searched as over executors
   * @throws UserError if k is not in 1 .. n, there are no threads, or the file is no such matrix
   */
  public static Result run(Path matrix, int n, int k, long seed, int threads, int parts) {
    Cloud.requireWithin("--k", k, n);
    if (parts < 0 || parts > n) {
      throw new UserError("--parts is %,d; expected 0 to %,d.", parts, n);
    }
    int[] landmarks = new int[n];
    Arrays.setAll(landmarks, i -> i);
    DistanceTable table = new DistanceTable(landmarks, FloatFile.square(matrix, n));
    int[] start = KMedoidsStart.random(table, k, Draw.generator(seed, "k-medoids bench", 0));
    long begin = System.nanoTime();
    Clustering found = Cloud.with(threads, () -> improved(table, start, parts));
    double seconds = (System.nanoTime() - begin) / 1e9;
    return new Result(
        "kmedoids",
        matrix.getFileName().toString(),
        n,
        k,
        threads,
        parts,
        seed,
        seconds,
        PeakHeap.megabytes(),
        found.lossPerRound().length,
        found.swaps(),
        found.loss());
  }

  private static Clustering improved(DistanceTable table, int[] start, int parts) {
    if (parts == 0) {
      return FasterPam.run(table, start, 1, Integer.MAX_VALUE, loss -> {});
    }
    TableParts rows = new TableParts(table, parts);
    return SpreadPam.run(rows, start, 1, Integer.MAX_VALUE, FETCHED, loss -> {});
  }
}
