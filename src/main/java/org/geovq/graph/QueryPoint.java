package org.geovq.graph;

/** A vector as a metric sees it; reused for vector after vector. */
final class QueryPoint {
  private final double[] coordinates;
  private final double[] weights;

  QueryPoint(int coordinates) {
    this.coordinates = new double[coordinates];
    this.weights = new double[coordinates];
  }

  void set(Metric metric, LatentPoints points, int row) {
    for (int c = 0; c < coordinates.length; c++) {
      coordinates[c] = metric.coordinate(points, row, c);
      weights[c] = metric.weight(points, row, c);
    }
  }

  double coordinate(int c) {
    return coordinates[c];
  }

  double weight(int c) {
    return weights[c];
  }
}
