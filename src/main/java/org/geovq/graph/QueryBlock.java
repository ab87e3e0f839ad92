package org.geovq.graph;

import java.util.Arrays;

/**
 * Queries that are near each other and meet the tiles together: those that are too far from the box
 * around all of them are left out at once, and a tile is read from memory once.
 */
final class QueryBlock {
  static final int SIZE = 64;

  /** Tiles that an exact search looks at first. */
  private static final int FIRST = 32;

  /** Bounds and distances are rounded differently: a bound must be farther by more than that. */
  private static final float BOUND_SLACK = 0.9999f;

  private final Tiles tiles;
  private final Query[] queries;
  private final Region region;
  private final Region middle;
  private final float[] bounds;
  private final float[] middleBounds;
  private final int budget;
  private int count;

  /**
   * @param budget most tiles that a query meets
   */
  QueryBlock(Tiles tiles, int k, NodeGroups nodeGroups, int budget) {
    this.tiles = tiles;
    this.budget = budget;
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

  /** Finds the neighbours of all. */
  void search() {
    middle.setMiddle(region);
    tiles.boxes().bounds(region, bounds);
    tiles.boxes().bounds(middle, middleBounds);
    if (budget < bounds.length) {
      searchWithin();
    } else {
      searchAll();
    }
  }

  /** First in the tiles nearest to the middle, for good limits, then where these allow it. */
  private void searchAll() {
    int[] near = nearest(FIRST);
    meet(near);
    visit(near);
    float limit = 0;
    for (int i = 0; i < count; i++) {
      limit = Math.max(limit, queries[i].limit());
    }
    for (int tile : near) {
      bounds[tile] = Float.POSITIVE_INFINITY;
    }
    int[] others = within(limit);
    meet(others);
    visit(others);
  }

  /**
   * First finds, among the tiles nearest to the middle, a bound that as many tiles as are allowed
   * are within, for every query: then all the tiles nearest to a query are within it too, and, as a
   * query lies in the region, within it of the region.
   */
  private void searchWithin() {
    meet(nearest(2 * budget));
    float limit = 0;
    for (int i = 0; i < count; i++) {
      limit = Math.max(limit, queries[i].bound(budget));
    }
    int[] candidates = within(limit);
    meet(candidates);
    for (int i = 0; i < count; i++) {
      queries[i].restrict(candidates, budget);
    }
    visit(candidates);
  }

  /** The so many tiles nearest to the middle, or all, ascending. */
  private int[] nearest(int size) {
    long[] keys = new long[middleBounds.length];
    Arrays.setAll(keys, this::key);
    int end = Math.min(size, keys.length);
    Selection.select(keys, 0, keys.length, end - 1);
    return sorted(keys, end);
  }

  /** The tiles whose bounds are within a limit, the nearest to the middle first. */
  private int[] within(float limit) {
    long[] keys = new long[bounds.length];
    int size = 0;
    for (int tile = 0; tile < bounds.length; tile++) {
      if (within(bounds[tile], limit)) {
        keys[size++] = key(tile);
      }
    }
    return sorted(keys, size);
  }

  private long key(int tile) {
    return Selection.key(middleBounds[tile], tile);
  }

  private static int[] sorted(long[] keys, int end) {
    Arrays.sort(keys, 0, end);
    return Arrays.stream(keys, 0, end).mapToInt(key -> (int) key).toArray();
  }

  private void meet(int[] some) {
    Boxes boxes = tiles.boxes().subset(some);
    for (int i = 0; i < count; i++) {
      queries[i].meet(boxes, some.length);
    }
  }

  private void visit(int[] some) {
    for (int place = 0; place < some.length; place++) {
      for (int i = 0; i < count; i++) {
        queries[i].visit(some[place], place);
      }
    }
  }

  /** Writes the neighbours of each, those of row from first. */
  void write(int from, Neighbours found) {
    for (int i = 0; i < count; i++) {
      queries[i].write(from, found);
    }
  }
}
