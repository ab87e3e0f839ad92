package org.geovq.bench;

import java.nio.file.Path;
import java.util.Arrays;
import org.geovq.graph.LatentPoints;
import org.geovq.graph.Metric;
import org.geovq.graph.NearestNeighbours;
import org.geovq.graph.Neighbours;
import org.geovq.graph.Recall;
import org.geovq.random.Draw;

/** Times the search of all points' neighbours among themselves, Euclidean. */
public final class KnnBench {
  /** Nodes whose neighbours are checked. */
  private static final int SAMPLE = 200;

  private KnnBench() {}

  /**
   * The figures of one run.
   *
   * @param bench "knn"
   * @param points the file's name
   * @param n points
   * @param d coordinates
   * @param k neighbours per point, itself excluded
   * @param threads of the pool that searched
   * @param method "exact", or "approximate" with its tiles per query
   * @param seconds wall time of preparing and searching, reading and checking not included; nothing
   *     is warmed up, so compilation is included
   * @param peakHeapMb MiB, of the whole process and until after the search
   * @param recall share of the true neighbours found, on a sample of 200 points
   */
  public record Result(
      String bench,
      String points,
      int n,
      int d,
      int k,
      int threads,
      String method,
      double seconds,
      long peakHeapMb,
      double recall) {}

  /**
   * Runs the benchmark.
   *
   * @param points NPY, float32 [n, d]
   * @param k neighbours, 1 .. n-1
   * @param threads at least 1
   * @param approximate with {@link NearestNeighbours#DEFAULT_TILES} per query instead of exactly
   * @throws org.geovq.UserError on no such file, coordinates that are not finite, k or threads out
   *     of range
   */
  public static Result run(Path points, int k, int threads, boolean approximate) {
    LatentPoints nodes = Cloud.read(points);
    Cloud.requireWithin("--k", k, nodes.size() - 1);
    int tiles = approximate ? NearestNeighbours.DEFAULT_TILES : NearestNeighbours.ALL_TILES;
    long start = System.nanoTime();
    Neighbours found = Cloud.with(threads, () -> search(nodes, k, tiles));
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Result(
        "knn",
        points.getFileName().toString(),
        nodes.size(),
        nodes.dimension(),
        k,
        threads,
        approximate ? "approximate, " + tiles + " tiles" : "exact",
        seconds,
        PeakHeap.megabytes(),
        recall(nodes, found));
  }

  private static Neighbours search(LatentPoints nodes, int k, int tiles) {
    return new NearestNeighbours(nodes, Metric.EUCLIDEAN)
        .search(nodes, 0, nodes.size(), k, true, tiles);
  }

  /** Against brute force in double precision. */
  private static double recall(LatentPoints nodes, Neighbours found) {
    int k = found.k();
    int[] sample = Draw.permutation(nodes.size(), 0, "knn bench", 0);
    sample = Arrays.copyOf(sample, Math.min(SAMPLE, sample.length));
    float[] distances = new float[sample.length * k];
    float[] exact = new float[sample.length * k];
    for (int i = 0; i < sample.length; i++) {
      System.arraycopy(found.distances(), sample[i] * k, distances, i * k, k);
      System.arraycopy(nearest(nodes, sample[i], k), 0, exact, i * k, k);
    }
    int[] anyIds = new int[exact.length];
    return Recall.measure(new Neighbours(k, anyIds, distances), new Neighbours(k, anyIds, exact));
  }

  private static float[] nearest(LatentPoints nodes, int node, int k) {
    double[] distances = new double[nodes.size()];
    Arrays.setAll(distances, j -> Metric.EUCLIDEAN.distance(nodes, node, nodes, j));
    distances[node] = Double.POSITIVE_INFINITY;
    Arrays.sort(distances);
    float[] nearest = new float[k];
    for (int i = 0; i < k; i++) {
      nearest[i] = (float) distances[i];
    }
    return nearest;
  }
}
