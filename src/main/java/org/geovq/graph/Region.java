package org.geovq.graph;

import java.util.Arrays;

/** A box around vectors as a metric sees them, with the least of their weights; reused. */
final class Region {
  private final double[] low;
  private final double[] high;
  private final double[] weights;

  Region(int coordinates) {
    low = new double[coordinates];
    high = new double[coordinates];
    weights = new double[coordinates];
  }

  void clear() {
    Arrays.fill(low, Double.POSITIVE_INFINITY);
    Arrays.fill(high, Double.NEGATIVE_INFINITY);
    Arrays.fill(weights, Double.POSITIVE_INFINITY);
  }

  /** Takes in a vector; what is not a number leaves the box as it is. */
  void add(QueryPoint point) {
    for (int c = 0; c < low.length; c++) {
      double value = point.coordinate(c);
      low[c] = value < low[c] ? value : low[c];
      high[c] = value > high[c] ? value : high[c];
      weights[c] = Math.min(weights[c], point.weight(c));
    }
  }

  /** Becomes the middle of another. */
  void setMiddle(Region other) {
    for (int c = 0; c < low.length; c++) {
      low[c] = 0.5 * (other.low[c] + other.high[c]);
      high[c] = low[c];
      weights[c] = other.weights[c];
    }
  }

  int coordinates() {
    return low.length;
  }

  double low(int c) {
    return low[c];
  }

  double high(int c) {
    return high[c];
  }

  double weight(int c) {
    return weights[c];
  }
}
