package org.geovq.graph;

import java.io.Serializable;

/** The nodes in tiles of neighbouring nodes; how distances are computed is the subclass's. */
abstract class Tiles implements Serializable {
  private static final long serialVersionUID = 1;

  /** Nodes per tile: long enough for vector loops, small enough for boxes to be tight. */
  static final int SIZE = 256;

  private final int coordinates;

  /** Node ids by place. */
  private final int[] order;

  Tiles(LatentPoints points, Metric metric) {
    coordinates = metric.coordinates(points.dimension());
    order = new TileOrder(points, metric).order();
  }

  static Tiles of(LatentPoints points, Metric metric) {
    return metric == Metric.FISHER_RAO
        ? new FisherRaoTiles(points)
        : new DifferenceTiles(points, metric);
  }

  final int nodes() {
    return order.length;
  }

  final int coordinates() {
    return coordinates;
  }

  final int count() {
    return (order.length + SIZE - 1) / SIZE;
  }

  final int nodeAt(int place) {
    return order[place];
  }

  final int node(int tile, int j) {
    return order[tile * SIZE + j];
  }

  /** Per tile, a squared distance that no node of it is nearer than, up to rounding. */
  abstract void bounds(QueryPoint query, float[] bounds);

  /** Squared distances of the query to the nodes of a tile; NaN where there is no node. */
  abstract void squares(int tile, QueryPoint query, float[] squares);
}
