package org.geovq.cluster;

import java.util.stream.IntStream;
import org.geovq.graph.CsrGraph;
import org.geovq.graph.ShortestPaths;

/** The table of distances along a graph, where one process can hold and compute it. */
public final class GeodesicDistances {
  private GeodesicDistances() {}

  /**
   * Distances of the landmarks to all nodes, a walk each. Rows are computed in parallel; the result
   * does not depend on the number of threads.
   *
   * @param graph connected
   * @param landmarks [L]: distinct node ids
   * @return the table [L][N]
   * @throws IllegalArgumentException if a landmark comes twice or a node cannot be reached
   */
  public static DistanceTable table(CsrGraph graph, int[] landmarks) {
    float[][] rows = new float[landmarks.length][graph.nodes()];
    ThreadLocal<ShortestPaths> paths = ThreadLocal.withInitial(() -> new ShortestPaths(graph));
    IntStream.range(0, rows.length)
        .parallel()
        .forEach(l -> paths.get().from(landmarks[l], rows[l]));
    return new DistanceTable(landmarks, rows);
  }
}
