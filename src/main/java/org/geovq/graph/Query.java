package org.geovq.graph;

import java.util.Arrays;
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

  /** Takes up the tiles to come. */
  void meet(Boxes boxes, int count) {
    bounds = new float[count];
    boxes.bounds(place, bounds);
  }

  /** The bound of the so-many-th nearest of the tiles to come. */
  float bound(int rank) {
    long[] keys = new long[bounds.length];
    Arrays.setAll(keys, i -> Selection.key(bounds[i], i));
    Selection.select(keys, 0, keys.length, rank - 1);
    return bounds[(int) keys[rank - 1]];
  }

  /** Leaves out all but the nearest of the tiles to come, of equally near ones the later. */
  void restrict(int[] tiles, int budget) {
    long[] keys = new long[tiles.length];
    Arrays.setAll(keys, i -> Selection.key(bounds[i], tiles[i]));
    long[] ranked = keys.clone();
    Selection.select(ranked, 0, ranked.length, budget - 1);
    for (int i = 0; i < keys.length; i++) {
      bounds[i] = keys[i] > ranked[budget - 1] ? Float.POSITIVE_INFINITY : bounds[i];
    }
  }

  /** Scans a tile if it may hold a neighbour. */
  void visit(int tile, int place) {
    if (QueryBlock.within(bounds[place], nearest.limit())) {
      scan(tile);
    }
  }

  private void scan(int tile) {
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
