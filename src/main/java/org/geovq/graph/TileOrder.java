package org.geovq.graph;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * An order of the nodes in which every tile holds neighbours: the nodes are halved, at a whole
 * number of tiles, along the coordinate in which they are spread widest, until one tile is left.
 */
final class TileOrder {
  private final LatentPoints points;
  private final Metric metric;
  private final int[] order;
  private final long[] keys;

  TileOrder(LatentPoints points, Metric metric) {
    this.points = points;
    this.metric = metric;
    this.order = IntStream.range(0, points.size()).toArray();
    this.keys = new long[points.size()];
    split(0, points.size());
  }

  int[] order() {
    return order;
  }

  private void split(int from, int to) {
    int tiles = (to - from + Tiles.SIZE - 1) / Tiles.SIZE;
    if (tiles > 1) {
      sort(from, to, widest(from, to));
      int middle = from + (tiles + 1) / 2 * Tiles.SIZE;
      split(from, middle);
      split(middle, to);
    }
  }

  private int widest(int from, int to) {
    int best = 0;
    double bestSpread = -1;
    for (int c = 0; c < metric.coordinates(points.dimension()); c++) {
      double spread = spread(from, to, c);
      if (spread > bestSpread) {
        best = c;
        bestSpread = spread;
      }
    }
    return best;
  }

  /** Squared range of a coordinate, in the metric's own scale. */
  private double spread(int from, int to, int c) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    double weights = 0;
    for (int i = from; i < to; i++) {
      double value = metric.coordinate(points, order[i], c);
      low = Math.min(low, value);
      high = Math.max(high, value);
      weights += metric.weight(points, order[i], c);
    }
    return (high - low) * (high - low) * weights;
  }

  private void sort(int from, int to, int c) {
    for (int i = from; i < to; i++) {
      keys[i] = (long) ordered((float) metric.coordinate(points, order[i], c)) << 32 | order[i];
    }
    Arrays.sort(keys, from, to);
    for (int i = from; i < to; i++) {
      order[i] = (int) keys[i];
    }
  }

  /** An int that is ordered as the float is. */
  private static int ordered(float value) {
    int bits = Float.floatToIntBits(value);
    return bits ^ (bits >> 31 & Integer.MAX_VALUE);
  }
}
