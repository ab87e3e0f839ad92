package org.geovq.graph;

/** A vector as a metric sees it; reused for vector after vector. */
final class QueryPoint {
  /** Zeros beyond the coordinates, which padded loops read. */
  private static final int PADDING = 3;

  private final int size;
  private final double[] coordinates;
  private final double[] weights;
  private final float[] values;
  private final float[] floatWeights;

  QueryPoint(int size) {
    this.size = size;
    this.coordinates = new double[size];
    this.weights = new double[size];
    this.values = new float[size + PADDING];
    this.floatWeights = new float[size + PADDING];
  }

  void set(Metric metric, LatentPoints points, int row) {
    for (int c = 0; c < size; c++) {
      coordinates[c] = metric.coordinate(points, row, c);
      weights[c] = metric.weight(points, row, c);
      values[c] = (float) coordinates[c];
      floatWeights[c] = (float) weights[c];
    }
  }

  double coordinate(int c) {
    return coordinates[c];
  }

  double weight(int c) {
    return weights[c];
  }

  /** The coordinate as a float. */
  float value(int c) {
    return values[c];
  }

  float floatWeight(int c) {
    return floatWeights[c];
  }
}
