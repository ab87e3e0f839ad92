package org.geovq.cluster;

import java.util.stream.IntStream;
import org.geovq.graph.LatentPoints;
import org.geovq.graph.Metric;

/** Distance tables for tests. */
final class Tables {
  private Tables() {}

  /** Euclidean distances of every step-th point to all. */
  static DistanceTable of(LatentPoints points, int step) {
    int[] landmarks = IntStream.range(0, points.size()).filter(i -> i % step == 0).toArray();
    float[][] rows = new float[landmarks.length][points.size()];
    for (int l = 0; l < landmarks.length; l++) {
      for (int node = 0; node < points.size(); node++) {
        rows[l][node] = (float) Metric.EUCLIDEAN.distance(points, landmarks[l], points, node);
      }
    }
    return new DistanceTable(landmarks, rows);
  }

  /** The loss of some medoids, by definition. */
  static double loss(DistanceTable table, int[] medoidRows, int power) {
    double loss = 0;
    for (int node = 0; node < table.nodes(); node++) {
      double least = Double.POSITIVE_INFINITY;
      for (int row : medoidRows) {
        least = Math.min(least, table.rows()[row][node]);
      }
      loss += Math.pow(least, power);
    }
    return loss;
  }
}
