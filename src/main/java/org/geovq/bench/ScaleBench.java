package org.geovq.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.geovq.UserError;
import org.geovq.cluster.Clustering;
import org.geovq.cluster.DistanceTable;
import org.geovq.cluster.GeodesicDistances;
import org.geovq.cluster.KMedoids;
import org.geovq.code.Codebook;
import org.geovq.code.GeodesicAssigner;
import org.geovq.graph.Bridges;
import org.geovq.graph.Components;
import org.geovq.graph.CsrGraph;
import org.geovq.graph.LatentPoints;
import org.geovq.graph.Metric;
import org.geovq.graph.TileOrder;
import org.geovq.random.Draw;

/**
 * The geodesic part of a run in one process, timed step by step: k-NN graph, distances from the
 * landmarks, k-medoids, and the codes of all points, nodes or not.
 */
public final class ScaleBench {
  private static final long SEED = 42;
  private static final int ENTRIES = 3;
  private static final int MAX_ROUNDS = 100;

  private final LatentPoints points;
  private final int threads;
  private long mark;

  private ScaleBench(LatentPoints points, int threads) {
    this.points = points;
    this.threads = threads;
  }

  /**
   * What was measured.
   *
   * @param n points in the file, which all get a code
   * @param graphSeconds order of the nodes, neighbours, symmetrisation, bridges
   * @param seconds of the four steps together; reading the file is not counted
   * @param peakHeapMb see {@link PeakHeap}
   * @param components before bridges joined them
   * @param loss sum over the nodes of the distance to the nearest medoid
   * @param codesUsed codes that at least one point has
   * @param codesHash of all points' codes: the same for any number of threads
   */
  public record Result(
      String bench,
      String points,
      int n,
      int d,
      int nodes,
      int k,
      int landmarks,
      int kMedoids,
      int threads,
      double graphSeconds,
      double distancesSeconds,
      double medoidsSeconds,
      double codesSeconds,
      double seconds,
      long peakHeapMb,
      int edges,
      int components,
      int bridges,
      double loss,
      int codesUsed,
      int codesHash) {}

  /**
   * Runs the benchmark, Euclidean and with seed 42.
   *
   * @param nodes the first so many points become nodes
   * @param k neighbours of a node
   * @throws UserError if there are fewer points than nodes, nodes than landmarks or landmarks than
   *     medoids, or a coordinate is not finite
   */
  public static Result run(Path file, int nodes, int k, int landmarks, int medoids, int threads) {
    LatentPoints points = Cloud.read(file);
    requireOrder(points.size(), nodes, landmarks, medoids);
    Cloud.requireWithin("--k", k, nodes - 1);
    String name = file.getFileName().toString();
    ScaleBench bench = new ScaleBench(points, threads);
    return Cloud.with(threads, () -> bench.run(name, nodes, k, landmarks, medoids));
  }

  private static void requireOrder(int points, int nodes, int landmarks, int medoids) {
    if (nodes < 2 || nodes > points || landmarks > nodes || medoids > landmarks || medoids < 1) {
      throw new UserError(
          "%,d points, --nodes %,d, --landmarks %,d, --k-medoids %,d: expected none to be more than the one before.",
          points, nodes, landmarks, medoids);
    }
  }

  private Result run(String name, int count, int k, int landmarkCount, int medoids) {
    double[] seconds = new double[4];
    mark = System.nanoTime();
    LatentPoints nodes = nodes(count);
    CsrGraph graph = Cloud.graph(nodes, k);
    Bridges bridges = Bridges.join(graph, nodes, Metric.EUCLIDEAN);
    seconds[0] = lap("graph");
    int[] landmarks = landmarks(count, landmarkCount);
    DistanceTable table = GeodesicDistances.table(bridges.graph(), landmarks);
    seconds[1] = lap("distances");
    Clustering clustering = KMedoids.best(table, medoids, 1, 1, MAX_ROUNDS, SEED, loss -> {});
    Codebook codebook = Codebook.of(nodes, landmarks, clustering);
    seconds[2] = lap("medoids");
    int[] codes = codes(nodes, bridges.graph(), codebook);
    seconds[3] = lap("codes");
    return new Result(
        "scale",
        name,
        points.size(),
        points.dimension(),
        count,
        k,
        landmarkCount,
        medoids,
        threads,
        seconds[0],
        seconds[1],
        seconds[2],
        seconds[3],
        Arrays.stream(seconds).sum(),
        PeakHeap.megabytes(),
        bridges.graph().undirectedEdges(),
        Components.of(graph).count(),
        bridges.count(),
        clustering.loss(),
        (int) Arrays.stream(codes).distinct().count(),
        Arrays.hashCode(codes));
  }

  /** Long work says where it is; the result goes to standard output alone. */
  private double lap(String step) {
    long now = System.nanoTime();
    double seconds = (now - mark) / 1e9;
    mark = now;
    System.err.printf("%s: %.1f s%n", step, seconds);
    return seconds;
  }

  private LatentPoints nodes(int count) {
    LatentPoints first = points.subset(IntStream.range(0, count).toArray());
    return first.subset(TileOrder.order(first, Metric.EUCLIDEAN));
  }

  private static int[] landmarks(int nodes, int count) {
    int[] order = Draw.permutation(nodes, SEED, "landmarks", 0);
    return Arrays.stream(order, 0, count).sorted().toArray();
  }

  private int[] codes(LatentPoints nodes, CsrGraph graph, Codebook codebook) {
    GeodesicAssigner assigner =
        new GeodesicAssigner(graph, nodes, Metric.EUCLIDEAN, codebook.medoidNodes(), ENTRIES, 1);
    int[] codes = new int[points.size()];
    int blocks = Math.min(codes.length, 64 * threads);
    IntStream.range(0, blocks)
        .parallel()
        .forEach(
            b -> {
              int from = (int) ((long) codes.length * b / blocks);
              int to = (int) ((long) codes.length * (b + 1) / blocks);
              int[] part = new int[to - from];
              assigner.assign(points, from, to, part);
              System.arraycopy(part, 0, codes, from, part.length);
            });
    return codes;
  }
}
