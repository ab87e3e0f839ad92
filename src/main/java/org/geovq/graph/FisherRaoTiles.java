package org.geovq.graph;

import java.util.Arrays;

/**
 * Tiles for the Fisher-Rao distance. In double precision: the difference of two close sigmas would
 * be lost in floats. Coordinate c is mu c, coordinate D + c is sigma c.
 */
final class FisherRaoTiles extends Tiles {
  private static final long serialVersionUID = 1;

  private final int dimension;

  /** Per tile [coordinates][SIZE]; places without a node hold NaN, which no test lets through. */
  private final double[][][] values;

  /** Bounding boxes, [coordinates][tiles]. */
  private final double[][] low;

  private final double[][] high;

  FisherRaoTiles(LatentPoints points) {
    super(points, Metric.FISHER_RAO);
    dimension = points.dimension();
    values = new double[count()][coordinates()][SIZE];
    low = filled(Double.POSITIVE_INFINITY);
    high = filled(Double.NEGATIVE_INFINITY);
    if (count() > 0) {
      for (double[] column : values[count() - 1]) {
        Arrays.fill(column, Double.NaN);
      }
    }
    for (int place = 0; place < nodes(); place++) {
      put(place, points);
    }
  }

  private double[][] filled(double value) {
    double[][] columns = new double[coordinates()][count()];
    for (double[] column : columns) {
      Arrays.fill(column, value);
    }
    return columns;
  }

  private void put(int place, LatentPoints points) {
    int tile = place / SIZE;
    for (int c = 0; c < coordinates(); c++) {
      double value = Metric.FISHER_RAO.coordinate(points, nodeAt(place), c);
      values[tile][c][place % SIZE] = value;
      low[c][tile] = Math.min(low[c][tile], value);
      high[c][tile] = Math.max(high[c][tile], value);
    }
  }

  @Override
  void bounds(QueryPoint query, float[] bounds) {
    Arrays.fill(bounds, 0);
    for (int c = 0; c < dimension; c++) {
      double mu = query.coordinate(c);
      double sigma = query.coordinate(dimension + c);
      for (int t = 0; t < bounds.length; t++) {
        bounds[t] += (float) bound(c, t, mu, sigma);
      }
    }
  }

  /**
   * The two terms of x / 2 are each at least their least value in the box: the one of mu at the
   * nearest mu and the largest sigma, the other at the sigma nearest to the query's.
   */
  private double bound(int c, int tile, double mu, double sigma) {
    double largest = high[dimension + c][tile];
    double near = Math.min(Math.max(sigma, low[dimension + c][tile]), largest);
    double gap = Math.max(Math.max(low[c][tile] - mu, mu - high[c][tile]), 0);
    double spread = sigma - near;
    return FisherRao.fromHalf(
        gap * gap / (8 * sigma * largest) + spread * spread / (4 * sigma * near));
  }

  @Override
  void squares(int tile, QueryPoint query, float[] squares) {
    Arrays.fill(squares, 0);
    for (int c = 0; c < dimension; c++) {
      double mu = query.coordinate(c);
      double sigma = query.coordinate(dimension + c);
      add(values[tile][c], values[tile][dimension + c], mu, sigma, squares);
    }
  }

  private static void add(
      double[] means, double[] sigmas, double mu, double sigma, float[] squares) {
    for (int j = 0; j < SIZE; j++) {
      squares[j] += (float) FisherRao.square(mu, sigma, means[j], sigmas[j]);
    }
  }
}
