package org.geovq.graph;

import java.io.Serializable;
import java.util.concurrent.ForkJoinTask;
import java.util.stream.IntStream;
import org.geovq.UserError;

/**
 * Exact k nearest neighbours. The nodes lie in {@link Tiles} of neighbouring nodes; a tile whose
 * bounding box is farther than the k-th best is skipped, all others are scanned in full. Safe for
 * concurrent searches.
 */
public final class NearestNeighbours implements Serializable {
  private static final long serialVersionUID = 1;

  /** Queries that one thread takes at a time. */
  private static final int PART = 1024;

  /** That many tiles are sooner scanned than the queries ordered. */
  private static final int FEW_TILES = 8;

  private final Metric metric;
  private final Tiles tiles;

  /** Prepares the nodes: O(n log^2 n) time, about their own size in memory. */
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
    int[] self = excludeSelf ? IntStream.range(0, tiles.nodes()).toArray() : null;
    int available = excludeSelf ? tiles.nodes() - 1 : tiles.nodes();
    if (k < 1 || k > available) {
      throw new UserError(
          "graph.k is %d; expected 1 to %d, as there are %d nodes.", k, available, tiles.nodes());
    }
    return search(queries, from, to, k, self, self);
  }

  /**
   * The nearest node outside each query's own group.
   *
   * @param queryGroups group of each query
   * @param nodeGroups group of each node
   */
  Neighbours nearestOutside(LatentPoints queries, int[] queryGroups, int[] nodeGroups) {
    return search(queries, 0, queries.size(), 1, queryGroups, nodeGroups);
  }

  private Neighbours search(
      LatentPoints queries, int from, int to, int k, int[] queryGroups, int[] nodeGroups) {
    int[] ids = new int[Math.multiplyExact(to - from, k)];
    float[] distances = new float[ids.length];
    int[] rows = rows(queries, from, to);
    IntStream parts = IntStream.range(0, (rows.length + PART - 1) / PART);
    (ForkJoinTask.inForkJoinPool() ? parts.parallel() : parts)
        .forEach(
            part -> {
              QueryBlock block = new QueryBlock(tiles, k, nodeGroups);
              int end = Math.min(rows.length, (part + 1) * PART);
              for (int first = part * PART; first < end; first += QueryBlock.SIZE) {
                block.clear();
                for (int i = first; i < Math.min(end, first + QueryBlock.SIZE); i++) {
                  int group = queryGroups == null ? Query.NO_GROUP : queryGroups[rows[i]];
                  block.add(metric, queries, rows[i], group);
                }
                block.search();
                block.write(from, k, ids, distances);
              }
            });
    return new Neighbours(k, ids, distances);
  }

  /** The rows from .. to-1, neighbours in succession where that saves visits of many tiles. */
  private int[] rows(LatentPoints queries, int from, int to) {
    return tiles.count() > FEW_TILES
        ? TileOrder.order(queries, metric, from, to)
        : IntStream.range(from, to).toArray();
  }
}
