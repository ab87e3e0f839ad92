package org.geovq.graph;

import java.io.Serializable;
import java.util.stream.IntStream;

/** The nodes in tiles of neighbouring nodes; how distances are computed is the subclass's. */
abstract class Tiles implements Serializable {
  private static final long serialVersionUID = 1;

  /** Nodes per tile: long enough for vector loops, small enough for boxes to be tight. */
  static final int SIZE = 128;

  private final int coordinates;

  /** Node ids by place. */
  private final int[] order;

  Tiles(LatentPoints points, Metric metric) {
    coordinates = metric.coordinates(points.dimension());
    order = TileOrder.order(points, metric);
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

  /** Nodes of a tile: SIZE, or fewer in the last. */
  final int size(int tile) {
    return Math.min(SIZE, order.length - tile * SIZE);
  }

  final int node(int tile, int j) {
    return order[tile * SIZE + j];
  }

  /** Puts all nodes into their tiles, in parallel. */
  final void fill(LatentPoints points, Metric metric) {
    IntStream.range(0, count()).parallel().forEach(tile -> fill(tile, points, metric));
  }

  private void fill(int tile, LatentPoints points, Metric metric) {
    QueryPoint node = new QueryPoint(coordinates);
    Region region = new Region(coordinates);
    region.clear();
    if (size(tile) < SIZE) {
      clear(tile);
    }
    for (int j = 0; j < size(tile); j++) {
      node.set(metric, points, node(tile, j));
      put(tile, j, node);
      region.add(node);
    }
    putBox(tile, region);
  }

  /** Sets every place of a tile to NaN. */
  abstract void clear(int tile);

  abstract void put(int tile, int j, QueryPoint node);

  abstract void putBox(int tile, Region region);

  abstract Boxes boxes();

  /** Squared distances of the query to the nodes of a tile; NaN where there is no node. */
  abstract void squares(int tile, QueryPoint query, float[] squares);
}
