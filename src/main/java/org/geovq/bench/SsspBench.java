package org.geovq.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.geovq.graph.Components;
import org.geovq.graph.CsrGraph;
import org.geovq.graph.LatentPoints;
import org.geovq.graph.Metric;
import org.geovq.graph.ShortestPaths;
import org.geovq.graph.TileOrder;

/**
 * Times shortest paths from some nodes to all others on the symmetrised Euclidean k-NN graph of a
 * cloud of points. Source i is point i * floor(n / sources) of the file.
 */
public final class SsspBench {
  private SsspBench() {}

  /**
   * What was measured.
   *
   * @param seconds of the distances alone, the summing of each row included; not of the graph
   * @param msPerSource wall time
   * @param peakHeapMb see {@link PeakHeap}
   * @param edges undirected
   * @param reachable share of distances that are finite
   * @param checksum sum of the finite distances
   */
  public record Result(
      String bench,
      String points,
      int n,
      int d,
      int k,
      int threads,
      int sources,
      double seconds,
      double msPerSource,
      long peakHeapMb,
      int edges,
      int components,
      double reachable,
      double checksum) {}

  /** Of the finite distances. */
  private record Total(long count, double sum) {
    static Total of(float[] distances) {
      long count = 0;
      double sum = 0;
      for (float distance : distances) {
        if (distance < Float.POSITIVE_INFINITY) {
          count++;
          sum += distance;
        }
      }
      return new Total(count, sum);
    }
  }

  /**
   * Runs the benchmark.
   *
   * @param file NPY, float32 [n, d]
   * @param k neighbours of a node
   * @throws org.geovq.UserError if the file is no cloud of finite points, or has too few for k or
   *     sources
   */
  public static Result run(Path file, int k, int sources, int threads) {
    LatentPoints points = Cloud.read(file);
    Cloud.requireWithin("--k", k, points.size() - 1);
    Cloud.requireWithin("--sources", sources, points.size());
    return Cloud.with(threads, () -> run(file, points, k, sources, threads));
  }

  private static Result run(Path file, LatentPoints points, int k, int sources, int threads) {
    int[] order = TileOrder.order(points, Metric.EUCLIDEAN);
    CsrGraph graph = Cloud.graph(points.subset(order), k);
    int[] nodes = nodes(order, sources);
    long start = System.nanoTime();
    Total[] totals = totals(graph, nodes);
    double seconds = (System.nanoTime() - start) / 1e9;
    long finite = Arrays.stream(totals).mapToLong(Total::count).sum();
    return new Result(
        "sssp",
        file.getFileName().toString(),
        points.size(),
        points.dimension(),
        k,
        threads,
        sources,
        seconds,
        1000 * seconds / sources,
        PeakHeap.megabytes(),
        graph.undirectedEdges(),
        Components.of(graph).count(),
        (double) finite / sources / points.size(),
        Arrays.stream(totals).mapToDouble(Total::sum).sum());
  }

  /** The sources' places in the order of the graph's nodes. */
  private static int[] nodes(int[] order, int sources) {
    int[] places = new int[order.length];
    for (int place = 0; place < order.length; place++) {
      places[order[place]] = place;
    }
    int step = order.length / sources;
    return IntStream.range(0, sources).map(i -> places[i * step]).toArray();
  }

  private static Total[] totals(CsrGraph graph, int[] sources) {
    ThreadLocal<ShortestPaths> paths = ThreadLocal.withInitial(() -> new ShortestPaths(graph));
    ThreadLocal<float[]> rows = ThreadLocal.withInitial(() -> new float[graph.nodes()]);
    return Arrays.stream(sources)
        .parallel()
        .mapToObj(
            source -> {
              paths.get().from(source, rows.get());
              return Total.of(rows.get());
            })
        .toArray(Total[]::new);
  }
}
