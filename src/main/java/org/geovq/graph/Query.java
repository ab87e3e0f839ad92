package org.geovq.graph;

import org.geovq.UserError;

/** The state of one query while it meets the tiles; reused for query after query. */
final class Query {
  /** Group of a query that excludes no node. */
  static final int NO_GROUP = -1;

  private final Tiles tiles;
  private final int[] nodeGroups;
  private final QueryPoint point;
  private final Region place;
  private final float[] squares;
  private final Nearest nearest;
  private int row;
  private int group;
  private float[] bounds;

  /**
   * @param squares [Tiles.SIZE]: a buffer, which queries in one thread share to keep it in cache
   */
  Query(Tiles tiles, int k, int[] nodeGroups, float[] squares) {
    this.tiles = tiles;
    this.nodeGroups = nodeGroups;
    this.squares = squares;
    this.point = new QueryPoint(tiles.coordinates());
    this.place = new Region(tiles.coordinates());
    this.nearest = new Nearest(k);
  }

  void start(Metric metric, LatentPoints queries, int row, int group) {
    this.row = row;
    this.group = group;
    point.set(metric, queries, row);
    place.clear();
    place.add(point);
    nearest.clear();
  }

  int row() {
    return row;
  }

  QueryPoint point() {
    return point;
  }

  /** A squared distance above this is no candidate. */
  float limit() {
    return nearest.limit();
  }

  /** Takes up the tiles to come. */
  void setBounds(Boxes boxes, int count) {
    bounds = new float[count];
    boxes.bounds(place, bounds);
  }

  /** Scans a tile if it may hold a neighbour. */
  void visit(int tile, int index) {
    if (QueryBlock.within(bounds[index], nearest.limit())) {
      scan(tile);
    }
  }

  void scan(int tile) {
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
}
