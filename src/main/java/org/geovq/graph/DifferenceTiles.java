package org.geovq.graph;

import java.util.Arrays;

/**
 * Tiles for a metric that is a sum of weighted squared differences, each tile column-major so that
 * the loop over its nodes is vectorised, each with its bounding box.
 */
final class DifferenceTiles extends Tiles {
  private static final long serialVersionUID = 1;

  private final boolean weighted;

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

  DifferenceTiles(LatentPoints points, Metric metric) {
    super(points, metric);
    weighted = metric.weighted();
    int count = count();
    int coordinates = coordinates();
    values = new float[count][coordinates][SIZE];
    weights = weighted ? new float[count][coordinates][SIZE] : null;
    low = filled(Float.POSITIVE_INFINITY);
    high = filled(Float.NEGATIVE_INFINITY);
    leastWeight = filled(Float.POSITIVE_INFINITY);
    if (count > 0) {
      for (float[] column : values[count - 1]) {
        Arrays.fill(column, Float.NaN);
      }
    }
    for (int place = 0; place < nodes(); place++) {
      put(place, points, metric);
    }
  }

  private float[][] filled(float value) {
    float[][] columns = new float[coordinates()][count()];
    for (float[] column : columns) {
      Arrays.fill(column, value);
    }
    return columns;
  }

  private void put(int place, LatentPoints points, Metric metric) {
    int tile = place / SIZE;
    for (int c = 0; c < coordinates(); c++) {
      float value = (float) metric.coordinate(points, nodeAt(place), c);
      float weight = (float) metric.weight(points, nodeAt(place), c);
      values[tile][c][place % SIZE] = value;
      low[c][tile] = Math.min(low[c][tile], value);
      high[c][tile] = Math.max(high[c][tile], value);
      leastWeight[c][tile] = Math.min(leastWeight[c][tile], weight);
      if (weighted) {
        weights[tile][c][place % SIZE] = weight;
      }
    }
  }

  @Override
  void bounds(QueryPoint query, float[] bounds) {
    Arrays.fill(bounds, 0);
    for (int c = 0; c < coordinates(); c++) {
      float q = (float) query.coordinate(c);
      addBounds(low[c], high[c], leastWeight[c], q, (float) query.weight(c), bounds);
    }
  }

  private static void addBounds(
      float[] low, float[] high, float[] least, float q, float weight, float[] bounds) {
    for (int t = 0; t < bounds.length; t++) {
      float gap = Math.max(Math.max(low[t] - q, q - high[t]), 0);
      bounds[t] += gap * gap * (weight + least[t]);
    }
  }

  @Override
  void squares(int tile, QueryPoint query, float[] squares) {
    Arrays.fill(squares, 0);
    for (int c = 0; c < coordinates(); c++) {
      float q = (float) query.coordinate(c);
      if (weighted) {
        float weight = (float) query.weight(c);
        addWeighted(values[tile][c], weights[tile][c], q, weight, squares);
      } else {
        addPlain(values[tile][c], q, squares);
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
