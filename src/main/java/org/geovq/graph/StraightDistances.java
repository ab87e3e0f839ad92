package org.geovq.graph;

import java.io.Serializable;

/**
 * Distances of one node to all in the metric itself, not along a graph. Safe for concurrent use.
 */
public final class StraightDistances implements Serializable {
  private static final long serialVersionUID = 1;

  private final LatentPoints nodes;
  private final Metric metric;
  private final Tiles tiles;

  /** Prepares the nodes: O(n log n) time, about their own size in memory. */
  public StraightDistances(LatentPoints nodes, Metric metric) {
    this.nodes = nodes;
    this.metric = metric;
    this.tiles = Tiles.of(nodes, metric);
  }

  /**
   * Distances from one node.
   *
   * @param distances receives [nodes]
   */
  public void from(int node, float[] distances) {
    QueryPoint point = new QueryPoint(tiles.coordinates());
    point.set(metric, nodes, node);
    float[] squares = new float[Tiles.SIZE];
    for (int tile = 0; tile < tiles.count(); tile++) {
      tiles.squares(tile, point, squares);
      for (int j = 0; j < tiles.size(tile); j++) {
        distances[tiles.node(tile, j)] = (float) Math.sqrt(squares[j]);
      }
    }
  }
}
