package org.geovq.graph;

import java.util.stream.IntStream;

/** Which nodes a query leaves out: those of its own group, such as itself alone. */
final class NodeGroups {
  /** Group of a query that excludes no node. */
  static final int NONE = -1;

  /** Group of a tile whose nodes are of several. */
  private static final int MIXED = -2;

  /** [nodes], or null if no query excludes any. */
  private final int[] groups;

  /** [tiles], or null if no tile is of one group. */
  private final int[] tileGroups;

  /**
   * @param groups group of each node, or null if no query excludes any
   * @param large whether groups may be as large as tiles
   */
  NodeGroups(int[] groups, Tiles tiles, boolean large) {
    this.groups = groups;
    this.tileGroups =
        large
            ? IntStream.range(0, tiles.count()).map(tile -> tileGroup(tiles, tile)).toArray()
            : null;
  }

  private int tileGroup(Tiles tiles, int tile) {
    int first = groups[tiles.node(tile, 0)];
    boolean same =
        IntStream.range(1, tiles.size(tile)).allMatch(j -> groups[tiles.node(tile, j)] == first);
    return same ? first : MIXED;
  }

  boolean excludesTile(int group, int tile) {
    return tileGroups != null && tileGroups[tile] == group;
  }

  boolean excludes(int group, int node) {
    return group != NONE && groups[node] == group;
  }
}
