package org.geovq.graph;

import java.io.Serializable;
import java.util.concurrent.ForkJoinTask;
import java.util.stream.IntStream;
import org.geovq.UserError;

/**
 * The k nearest neighbours. The nodes lie in {@link Tiles} of neighbouring nodes; a tile whose
 * bounding box is farther than the k-th best is skipped, all others are scanned in full or, in an
 * approximate search, as many of them as are allowed. Results depend neither on threads nor on the
 * rows that are searched together. Safe for concurrent searches; a search within a fork-join pool
 * works in that pool.
 */
public final class NearestNeighbours implements Serializable {
  private static final long serialVersionUID = 1;

  /** The tiles of an exact search. */
  public static final int ALL_TILES = Integer.MAX_VALUE;

  /** Tiles that hold 98 % of the 20 nearest in 16 dimensions, see {@link Recall}. */
  public static final int DEFAULT_TILES = 48;

  /** Queries that one thread takes at a time. */
  private static final int PART = 1024;

  /** So many tiles are sooner scanned than the queries ordered. */
  private static final int FEW_TILES = 8;

  private final Metric metric;
  private final Tiles tiles;

  /** Prepares the nodes: O(n log n) time, about their own size in memory, in parallel. */
  public NearestNeighbours(LatentPoints nodes, Metric metric) {
    this.metric = metric;
    this.tiles = Tiles.of(nodes, metric);
  }

  /**
   * The k nearest nodes of the queries from .. to-1; equal distances go to the smaller node id.
   *
   * @param queries vectors of the nodes' dimension
   * @param excludeSelf query row i is node i, which is not its own neighbour
   * @throws UserError naming graph.k if there are fewer than k nodes to find, or if a distance is
   *     not finite
   */
  public Neighbours search(LatentPoints queries, int from, int to, int k, boolean excludeSelf) {
    return search(queries, from, to, k, excludeSelf, ALL_TILES);
  }

  /**
   * The k nearest of the nodes that lie in the tiles nearest to each query; otherwise as the exact
   * search.
   *
   * @param budget tiles per query, of 128 nodes each; more where those might not hold k
   */
  public Neighbours search(
      LatentPoints queries, int from, int to, int k, boolean excludeSelf, int budget) {
    int[] self = excludeSelf ? IntStream.range(0, tiles.nodes()).toArray() : null;
    int available = excludeSelf ? tiles.nodes() - 1 : tiles.nodes();
    if (k < 1 || k > available) {
      throw new UserError(
          "graph.k is %d; expected 1 to %d, as there are %d nodes.", k, available, tiles.nodes());
    }
    // One tile may be the last, which is not full, and one node the query itself.
    int tilesPerQuery = Math.max(budget, k / Tiles.SIZE + 2);
    Work work = new Work(queries, self, new NodeGroups(self, tiles, false), k, tilesPerQuery);
    return search(work, from, to, ForkJoinTask.inForkJoinPool());
  }

  /**
   * The nearest node outside each query's own group, in parallel.
   *
   * @param queryGroups group of each query
   * @param nodeGroups group of each node
   */
  Neighbours nearestOutside(LatentPoints queries, int[] queryGroups, int[] nodeGroups) {
    NodeGroups groups = new NodeGroups(nodeGroups, tiles, true);
    return search(new Work(queries, queryGroups, groups, 1, ALL_TILES), 0, queries.size(), true);
  }

  /** What all blocks of queries share; no query groups: no node is excluded. */
  private record Work(
      LatentPoints queries, int[] queryGroups, NodeGroups nodeGroups, int k, int budget) {
    int group(int row) {
      return queryGroups == null ? NodeGroups.NONE : queryGroups[row];
    }
  }

  private Neighbours search(Work work, int from, int to, boolean parallel) {
    int[] ids = new int[Math.multiplyExact(to - from, work.k)];
    Neighbours found = new Neighbours(work.k, ids, new float[ids.length]);
    int[] rows = rows(work.queries, from, to);
    IntStream parts = IntStream.range(0, (rows.length + PART - 1) / PART);
    (parallel ? parts.parallel() : parts).forEach(part -> search(work, rows, part, from, found));
    return found;
  }

  /** The rows from .. to-1, neighbours in succession where that saves visits of many tiles. */
  private int[] rows(LatentPoints queries, int from, int to) {
    return tiles.count() > FEW_TILES
        ? TileOrder.order(queries, metric, from, to)
        : IntStream.range(from, to).toArray();
  }

  private void search(Work work, int[] rows, int part, int from, Neighbours found) {
    QueryBlock block = new QueryBlock(tiles, work.k, work.nodeGroups, work.budget);
    int end = Math.min(rows.length, (part + 1) * PART);
    for (int first = part * PART; first < end; first += QueryBlock.SIZE) {
      block.clear();
      for (int i = first; i < Math.min(end, first + QueryBlock.SIZE); i++) {
        block.add(metric, work.queries, rows[i], work.group(rows[i]));
      }
      block.search();
      block.write(from, found);
    }
  }
}
