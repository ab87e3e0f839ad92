package org.geovq.cluster;

import java.util.stream.IntStream;
import org.geovq.graph.LatentPoints;
import org.geovq.graph.Metric;
import org.geovq.graph.StraightDistances;

/**
 * The table of distances that ignore the graph: k-medoids on it is the control of the geodesic one.
 */
public final class DirectDistances {
  private DirectDistances() {}

  /**
   * Distances of the landmarks to all nodes, straight in the metric. Rows are computed in parallel;
   * the result does not depend on the number of threads.
   *
   * @param landmarks [L]: distinct node ids
   * @return the table [L][N]
   * @throws IllegalArgumentException if a landmark comes twice or a distance is not finite
   */
  public static DistanceTable table(LatentPoints nodes, int[] landmarks, Metric metric) {
    StraightDistances distances = new StraightDistances(nodes, metric);
    float[][] rows = new float[landmarks.length][nodes.size()];
    IntStream.range(0, rows.length).parallel().forEach(l -> distances.from(landmarks[l], rows[l]));
    return new DistanceTable(landmarks, rows);
  }
}
