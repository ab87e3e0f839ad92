package org.geovq.graph;

import java.util.Arrays;

/**
 * Queries that are near each other and meet the tiles together: those that are too far from the box
 * around all of them are left out at once, and a tile is read from memory once.
 */
final class QueryBlock {
  static final int SIZE = 64;

  /** Bounds and distances are rounded differently: a bound must be farther by more than that. */
  private static final float BOUND_SLACK = 0.9999f;

  private final Tiles tiles;
  private final Query[] queries;
  private final Region region;
  private final Region middle;
  private final float[] bounds;
  private final float[] middleBounds;
  private int count;

  QueryBlock(Tiles tiles, int k, int[] nodeGroups) {
    this.tiles = tiles;
    this.queries = new Query[SIZE];
    float[] squares = new float[Tiles.SIZE];
    Arrays.setAll(queries, i -> new Query(tiles, k, nodeGroups, squares));
    this.region = new Region(tiles.coordinates());
    this.middle = new Region(tiles.coordinates());
    this.bounds = new float[tiles.count()];
    this.middleBounds = new float[tiles.count()];
  }

  /** Whether a box with that bound may hold a node within the limit; so may one of bound NaN. */
  static boolean within(float bound, float limit) {
    return !(bound * BOUND_SLACK > limit);
  }

  void clear() {
    count = 0;
    region.clear();
  }

  void add(Metric metric, LatentPoints vectors, int row, int group) {
    Query query = queries[count++];
    query.start(metric, vectors, row, group);
    region.add(query.point());
  }

  /** Finds the neighbours of all: first in the tile nearest to their middle, for good limits. */
  void search() {
    middle.setMiddle(region);
    tiles.boxes().bounds(region, bounds);
    tiles.boxes().bounds(middle, middleBounds);
    int home = smallest(middleBounds);
    float limit = 0;
    for (int i = 0; i < count; i++) {
      queries[i].scan(home);
      limit = Math.max(limit, queries[i].limit());
    }
    visit(candidates(home, limit));
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

  /** The tiles but home that may hold neighbours, the ones nearest to the middle first. */
  private int[] candidates(int home, float limit) {
    long[] keys = new long[bounds.length];
    int size = 0;
    for (int tile = 0; tile < bounds.length; tile++) {
      if (tile != home && within(bounds[tile], limit)) {
        keys[size++] = (long) Float.floatToIntBits(middleBounds[tile]) << 32 | tile;
      }
    }
    Arrays.sort(keys, 0, size);
    return Arrays.stream(keys, 0, size).mapToInt(key -> (int) key).toArray();
  }

  private void visit(int[] candidates) {
    Boxes boxes = tiles.boxes().subset(candidates, candidates.length);
    for (int i = 0; i < count; i++) {
      queries[i].setBounds(boxes, candidates.length);
    }
    for (int c = 0; c < candidates.length; c++) {
      for (int i = 0; i < count; i++) {
        queries[i].visit(candidates[c], c);
      }
    }
  }

  /** Writes the neighbours of each row from .. to the places of row - from. */
  void write(int from, int k, int[] ids, float[] distances) {
    for (int i = 0; i < count; i++) {
      queries[i].write(ids, distances, (queries[i].row() - from) * k);
    }
  }
}
