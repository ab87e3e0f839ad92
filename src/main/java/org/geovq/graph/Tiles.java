package org.geovq.graph;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The nodes in tiles of neighbouring nodes, each tile column-major so that the loop over its nodes
 * is vectorised, each with its bounding box.
 */
final class Tiles implements Serializable {
  private static final long serialVersionUID = 1;

  /** Nodes per tile: long enough for vector loops, small enough for boxes to be tight. */
  static final int SIZE = 256;

  private final int nodes;
  private final int coordinates;
  private final boolean weighted;

  /** Node ids by place. */
  private final int[] order;

  /**
   * Per tile [coordinates][SIZE]: an array per coordinate, as a loop over a part of an array is not
   * vectorised. Places without a node hold NaN, which no test lets through.
   */
  private final float[][][] values;

  /** Per tile [coordinates][SIZE]; null in a metric without weights. */
  private final float[][][] weights;

  /** Bounding boxes and least weights, [coordinates][tiles]. */
  private final float[][] low;

  private final float[][] high;
  private final float[][] leastWeight;

  Tiles(LatentPoints points, Metric metric) {
    nodes = points.size();
    coordinates = metric.coordinates(points.dimension());
    weighted = metric.weighted();
    order = new TileOrder(points, metric).order();
    int count = (nodes + SIZE - 1) / SIZE;
    values = new float[count][coordinates][SIZE];
    weights = weighted ? new float[count][coordinates][SIZE] : null;
    low = filled(count, Float.POSITIVE_INFINITY);
    high = filled(count, Float.NEGATIVE_INFINITY);
    leastWeight = filled(count, weighted ? Float.POSITIVE_INFINITY : 1);
    if (count > 0) {
      for (float[] column : values[count - 1]) {
        Arrays.fill(column, Float.NaN);
      }
    }
    for (int place = 0; place < nodes; place++) {
      put(place, points, metric);
    }
  }

  private float[][] filled(int count, float value) {
    float[][] columns = new float[coordinates][count];
    for (float[] column : columns) {
      Arrays.fill(column, value);
    }
    return columns;
  }

  private void put(int place, LatentPoints points, Metric metric) {
    int tile = place / SIZE;
    for (int c = 0; c < coordinates; c++) {
      float value = (float) metric.coordinate(points, order[place], c);
      values[tile][c][place % SIZE] = value;
      low[c][tile] = Math.min(low[c][tile], value);
      high[c][tile] = Math.max(high[c][tile], value);
      if (weighted) {
        float weight = (float) metric.weight(points, order[place], c);
        weights[tile][c][place % SIZE] = weight;
        leastWeight[c][tile] = Math.min(leastWeight[c][tile], weight);
      }
    }
  }

  int nodes() {
    return nodes;
  }

  int coordinates() {
    return coordinates;
  }

  int count() {
    return values.length;
  }

  int node(int tile, int j) {
    return order[tile * SIZE + j];
  }

  /** Per tile, a squared distance that no node of it is nearer than, up to rounding. */
  void bounds(float[] query, float[] queryWeights, float[] bounds) {
    Arrays.fill(bounds, 0);
    for (int c = 0; c < coordinates; c++) {
      addBounds(low[c], high[c], leastWeight[c], query[c], queryWeights[c], bounds);
    }
  }

  private static void addBounds(
      float[] low, float[] high, float[] least, float q, float weight, float[] bounds) {
    for (int t = 0; t < bounds.length; t++) {
      float gap = Math.max(Math.max(low[t] - q, q - high[t]), 0);
      bounds[t] += gap * gap * (weight + least[t]);
    }
  }

  /** Squared distances of the query to the nodes of a tile; NaN where there is no node. */
  void squares(int tile, float[] query, float[] queryWeights, float[] squares) {
    Arrays.fill(squares, 0);
    for (int c = 0; c < coordinates; c++) {
      if (weighted) {
        addWeighted(values[tile][c], weights[tile][c], query[c], queryWeights[c], squares);
      } else {
        addPlain(values[tile][c], query[c], squares);
      }
    }
  }

  private static void addPlain(float[] values, float q, float[] squares) {
    for (int j = 0; j < SIZE; j++) {
      float difference = q - values[j];
      squares[j] += difference * difference;
    }
  }

  private static void addWeighted(
      float[] values, float[] weights, float q, float weight, float[] squares) {
    for (int j = 0; j < SIZE; j++) {
      float difference = q - values[j];
      squares[j] += difference * difference * (weight + weights[j]);
    }
  }
}
