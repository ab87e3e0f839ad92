package org.geovq.graph;

import java.util.Arrays;
import java.util.concurrent.RecursiveAction;
import java.util.stream.IntStream;

/**
 * An order of vectors in which neighbours lie near each other, that of the leaves of a k-d tree:
 * the vectors are halved, at a whole number of tiles as long as there are several, along the
 * coordinate in which they vary most, until a few are left. Large halves are ordered in parallel;
 * the order does not depend on it.
 */
public final class TileOrder {
  /** Vectors in a range that is halved no more. */
  private static final int FEW = 8;

  /** Vectors whose variance stands for that of a range. */
  private static final int SAMPLE = 512;

  /** Vectors in a range that is worth a task of its own. */
  private static final int TASK = 1 << 14;

  private final LatentPoints points;
  private final Metric metric;

  /** By place, a row's coordinate, so that longs are ordered as coordinates, above its number. */
  private final long[] keys;

  private TileOrder(LatentPoints points, Metric metric, int from, int to) {
    this.points = points;
    this.metric = metric;
    this.keys = IntStream.range(from, to).asLongStream().toArray();
  }

  /**
   * The rows by place: rows near each other in the metric are mostly near each other in the order.
   * Takes O(n log n) time and 8 bytes a row, works in the calling fork-join pool or the common one.
   *
   * @return [n], a permutation
   */
  public static int[] order(LatentPoints points, Metric metric) {
    return order(points, metric, 0, points.size());
  }

  /** The rows from .. to-1 by place. */
  static int[] order(LatentPoints points, Metric metric, int from, int to) {
    TileOrder order = new TileOrder(points, metric, from, to);
    order.new Split(0, to - from).invoke();
    return Arrays.stream(order.keys).mapToInt(key -> (int) key).toArray();
  }

  /** Orders a range of places. */
  private final class Split extends RecursiveAction {
    private static final long serialVersionUID = 1;

    private final int from;
    private final int to;

    Split(int from, int to) {
      this.from = from;
      this.to = to;
    }

    @Override
    protected void compute() {
      if (to - from <= FEW) {
        return;
      }
      int middle = middle(to - from) + from;
      setKeys(widest());
      Selection.select(keys, from, to, middle);
      Split low = new Split(from, middle);
      Split high = new Split(middle, to);
      if (to - from < TASK) {
        low.compute();
        high.compute();
      } else {
        invokeAll(low, high);
      }
    }

    private int widest() {
      int best = 0;
      double bestSpread = -1;
      for (int c = 0; c < metric.coordinates(points.dimension()); c++) {
        double spread = spread(c);
        if (spread > bestSpread) {
          best = c;
          bestSpread = spread;
        }
      }
      return best;
    }

    /**
     * Variance of a coordinate, in the metric's own scale, times a number that all share; without
     * weights, as codes of infinite variance are, in that of the coordinates.
     */
    private double spread(int c) {
      int step = Math.max(1, (to - from) / SAMPLE);
      int count = 0;
      double mean = 0;
      double squares = 0;
      double weights = 0;
      for (int i = from; i < to; i += step) {
        int row = (int) keys[i];
        double difference = metric.coordinate(points, row, c) - mean;
        mean += difference / ++count;
        squares += difference * (metric.coordinate(points, row, c) - mean);
        weights += metric.weight(points, row, c);
      }
      return weights > 0 ? squares * weights : squares;
    }

    private void setKeys(int c) {
      for (int i = from; i < to; i++) {
        int row = (int) keys[i];
        keys[i] = Selection.key((float) metric.coordinate(points, row, c), row);
      }
    }
  }

  /** Half of the vectors, in whole tiles if there are several. */
  private static int middle(int size) {
    int tiles = (size + Tiles.SIZE - 1) / Tiles.SIZE;
    return tiles > 1 ? (tiles + 1) / 2 * Tiles.SIZE : (size + 1) / 2;
  }
}
