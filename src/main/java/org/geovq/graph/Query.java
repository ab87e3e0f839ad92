package org.geovq.graph;

import org.geovq.UserError;

/** The state of one query while it meets the tiles; reused for query after query. */
final class Query {
  /** Group of a query that excludes no node. */
  static final int NO_GROUP = -1;

  /** Bounds and distances are rounded differently: a bound must be farther by more than that. */
  private static final float BOUND_SLACK = 0.9999f;

  private final Tiles tiles;
  private final int[] nodeGroups;
  private final QueryPoint point;
  private final float[] bounds;
  private final float[] squares = new float[Tiles.SIZE];
  private final Nearest nearest;
  private int row;
  private int group;
  private int home;

  Query(Tiles tiles, int k, int[] nodeGroups) {
    this.tiles = tiles;
    this.nodeGroups = nodeGroups;
    this.point = new QueryPoint(tiles.coordinates());
    this.bounds = new float[tiles.count()];
    this.nearest = new Nearest(k);
  }

  /** Takes up a row and scans the tile that is nearest to it, for a good first threshold. */
  void start(Metric metric, LatentPoints queries, int row, int group) {
    this.row = row;
    this.group = group;
    point.set(metric, queries, row);
    nearest.clear();
    tiles.bounds(point, bounds);
    home = smallest(bounds);
    scan(home);
  }

  void visit(int tile) {
    if (tile != home && bounds[tile] * BOUND_SLACK <= nearest.limit()) {
      scan(tile);
    }
  }

  private void scan(int tile) {
    tiles.squares(tile, point, squares);
    float limit = nearest.limit();
    for (int j = 0; j < Tiles.SIZE; j++) {
      if (squares[j] <= limit) {
        limit = offer(tiles.node(tile, j), squares[j]);
      }
    }
  }

  private float offer(int node, float square) {
    if (group == NO_GROUP || nodeGroups[node] != group) {
      nearest.offer(square, node);
    }
    return nearest.limit();
  }

  /** Writes the neighbours to the k places from the given one. */
  void write(int[] ids, float[] distances, int place) {
    if (!nearest.full()) {
      throw new UserError(
          "The distances of vector %d to the graph's nodes are not finite; expected finite vectors"
              + " with log variances between -60 and 60.",
          row);
    }
    nearest.write(ids, distances, place);
  }

  private static int smallest(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] < values[best]) {
        best = i;
      }
    }
    return best;
  }
}
