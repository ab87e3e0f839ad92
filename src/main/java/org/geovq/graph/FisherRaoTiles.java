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

  private final FisherRaoBoxes boxes;

  FisherRaoTiles(LatentPoints points) {
    super(points, Metric.FISHER_RAO);
    dimension = points.dimension();
    values = new double[count()][coordinates()][SIZE];
    boxes = new FisherRaoBoxes(coordinates(), count());
    fill(points, Metric.FISHER_RAO);
  }

  @Override
  void clear(int tile) {
    for (double[] column : values[tile]) {
      Arrays.fill(column, Double.NaN);
    }
  }

  @Override
  void put(int tile, int j, QueryPoint node) {
    for (int c = 0; c < coordinates(); c++) {
      values[tile][c][j] = node.coordinate(c);
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
