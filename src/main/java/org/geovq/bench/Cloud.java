package org.geovq.bench;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import org.geovq.UserError;
import org.geovq.graph.CsrGraph;
import org.geovq.graph.LatentPoints;
import org.geovq.graph.Metric;
import org.geovq.graph.NearestNeighbours;
import org.geovq.graph.Neighbours;
import org.geovq.nn.NpyFile;

/** What benchmarks share: points from a file, and threads to work with. */
final class Cloud {
  private Cloud() {}

  /**
   * Reads points.
   *
   * @param file NPY, float32 [n, d]
   * @throws UserError if it is no such file or a coordinate is not finite
   */
  static LatentPoints read(Path file) {
    NpyFile.Matrix matrix = FloatFile.npy(file);
    float[] values = matrix.values();
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new UserError(
            "%s: row %d holds %s; expected finite coordinates.",
            file, i / matrix.columns(), values[i]);
      }
    }
    return new LatentPoints(matrix.columns(), values, new float[values.length]);
  }

  /** The union of the points' k-NN lists. */
  static CsrGraph graph(LatentPoints points, int k) {
    Neighbours found =
        new NearestNeighbours(points, Metric.EUCLIDEAN).search(points, 0, points.size(), k, true);
    return CsrGraph.union(points.size(), k, found.ids(), found.distances());
  }

  /**
   * Checks an option.
   *
   * @throws UserError if it is not 1 .. most
   */
  static void requireWithin(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new UserError("%s is %,d; expected 1 to %,d.", option, value, most);
    }
  }

  /**
   * Works in a pool of so many threads.
   *
   * @throws UserError if that is no number of threads
   */
  static <T> T with(int threads, Callable<T> work) {
    requireWithin("--threads", threads, Short.MAX_VALUE);
    ForkJoinPool pool = new ForkJoinPool(threads);
    try {
      return pool.submit(work).join();
    } finally {
      pool.shutdown();
    }
  }
}
