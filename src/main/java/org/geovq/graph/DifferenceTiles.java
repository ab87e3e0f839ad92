package org.geovq.graph;

import java.util.Arrays;

/**
 * Tiles for a metric that is a sum of weighted squared differences, each tile column-major so that
 * the loop over its nodes is vectorised.
 */
final class DifferenceTiles extends Tiles {
  private static final long serialVersionUID = 1;

  /** Columns are padded to a multiple, as loops take several at a time: fewer loads and stores. */
  private static final int STEP = 4;

  private final boolean weighted;

  /**
   * Per tile [coordinates, rounded up to STEP][SIZE]: an array per coordinate, as a loop over a
   * part of an array is not vectorised. Places without a node hold NaN, which no test lets through.
   */
  private final float[][][] values;

  /** Per tile as the values; null in a metric without weights. */
  private final float[][][] weights;

  private final DifferenceBoxes boxes;

  DifferenceTiles(LatentPoints points, Metric metric) {
    super(points, metric);
    weighted = metric.weighted();
    values = columns();
    weights = weighted ? columns() : null;
    boxes = new DifferenceBoxes(coordinates(), count());
    fill(points, metric);
  }

  /** Tiles that share one column of zeros beyond their coordinates. */
  private float[][][] columns() {
    float[] zeros = new float[SIZE];
    float[][][] columns = new float[count()][(coordinates() + STEP - 1) / STEP * STEP][];
    for (float[][] tile : columns) {
      Arrays.setAll(tile, c -> c < coordinates() ? new float[SIZE] : zeros);
    }
    return columns;
  }

  @Override
  void clear(int tile) {
    for (int c = 0; c < coordinates(); c++) {
      Arrays.fill(values[tile][c], Float.NaN);
    }
  }

  @Override
  void put(int tile, int j, QueryPoint node) {
    for (int c = 0; c < coordinates(); c++) {
      values[tile][c][j] = node.value(c);
      if (weighted) {
        weights[tile][c][j] = node.floatWeight(c);
      }
    }
  }

  @Override
  void putBox(int tile, Region region) {
    boxes.set(tile, region);
  }

  @Override
  Boxes boxes() {
    return boxes;
  }

  @Override
  void squares(int tile, QueryPoint query, float[] squares) {
    Arrays.fill(squares, 0);
    for (int c = 0; c < values[tile].length; c += STEP) {
      if (weighted) {
        addWeighted(values[tile], weights[tile], c, query, squares);
        addWeighted(values[tile], weights[tile], c + 2, query, squares);
      } else {
        addPlain(values[tile], c, query, squares);
      }
    }
  }

  private static void addPlain(float[][] values, int c, QueryPoint query, float[] squares) {
    addPlain(
        values[c],
        values[c + 1],
        values[c + 2],
        values[c + 3],
        query.value(c),
        query.value(c + 1),
        query.value(c + 2),
        query.value(c + 3),
        squares);
  }

  private static void addPlain(
      float[] a,
      float[] b,
      float[] c,
      float[] d,
      float p,
      float q,
      float r,
      float s,
      float[] squares) {
    for (int j = 0; j < SIZE; j++) {
      float e = p - a[j];
      float f = q - b[j];
      float g = r - c[j];
      float h = s - d[j];
      squares[j] = squares[j] + e * e + f * f + g * g + h * h;
    }
  }

  private static void addWeighted(
      float[][] values, float[][] weights, int c, QueryPoint query, float[] squares) {
    addWeighted(
        values[c],
        values[c + 1],
        weights[c],
        weights[c + 1],
        query.value(c),
        query.value(c + 1),
        query.floatWeight(c),
        query.floatWeight(c + 1),
        squares);
  }

  private static void addWeighted(
      float[] a,
      float[] b,
      float[] u,
      float[] v,
      float p,
      float q,
      float w,
      float x,
      float[] squares) {
    for (int j = 0; j < SIZE; j++) {
      float e = p - a[j];
      float f = q - b[j];
      squares[j] = squares[j] + e * e * (w + u[j]) + f * f * (x + v[j]);
    }
  }
}
