package org.geovq.graph;

import org.geovq.UserError;

/** The state of one query while it meets the tiles; reused for query after query. */
final class Query {
  private final Tiles tiles;
  private final NodeGroups nodeGroups;
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
  Query(Tiles tiles, int k, NodeGroups nodeGroups, float[] squares) {
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

  QueryPoint point() {
    return point;
  }

  /** A squared distance above this is no candidate. */
  float limit() {
    return nearest.limit();
  }

  /** Takes up the tiles to come; the first of them was scanned already. */
  void setBounds(Boxes boxes, int count) {
    bounds = new float[count];
    boxes.bounds(place, bounds);
  }

  /**
   * Leaves out all but the nearest of the tiles to come. That no tile that is not to come is among
   * those follows from the limit: it is farther than what the first tile holds.
   *
   * @param tiles the tiles to come
   */
  void restrict(int[] tiles, int budget) {
    long[] keys = new long[tiles.length];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = key(i, tiles);
    }
    Selection.select(keys, 0, keys.length, budget - 1);
    long last = keys[budget - 1];
    if (key(0, tiles) > last) {
      nearest.clear();
    }
    for (int i = 0; i < keys.length; i++) {
      bounds[i] = key(i, tiles) > last ? Float.POSITIVE_INFINITY : bounds[i];
    }
  }

  private long key(int index, int[] tiles) {
    return (long) Float.floatToIntBits(bounds[index]) << 32 | tiles[index];
  }

  /** Scans a tile if it may hold a neighbour. */
  void visit(int tile, int index) {
    if (QueryBlock.within(bounds[index], nearest.limit())) {
      scan(tile);
    }
  }

  void scan(int tile) {
    if (nodeGroups.excludesTile(group, tile)) {
      return;
    }
    tiles.squares(tile, point, squares);
    float limit = nearest.limit();
    for (int j = 0; j < Tiles.SIZE; j++) {
      if (squares[j] <= limit) {
        limit = offer(tiles.node(tile, j), squares[j]);
      }
    }
  }

  private float offer(int node, float square) {
    if (!nodeGroups.excludes(group, node)) {
      nearest.offer(square, node);
    }
    return nearest.limit();
  }

  /** Writes the neighbours, those of row from first. */
  void write(int from, Neighbours found) {
    if (!nearest.full()) {
      throw new UserError(
          "The distances of vector %d to the graph's nodes are not finite; expected finite vectors"
              + " with log variances between -60 and 60.",
          row);
    }
    nearest.write(found.ids(), found.distances(), (row - from) * found.k());
  }
}
