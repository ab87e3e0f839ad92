package org.geovq.graph;

import java.io.Serializable;
import java.util.IntSummaryStatistics;
import java.util.stream.IntStream;

/**
 * An undirected graph in compressed sparse rows: every undirected edge is stored once in each
 * direction, with the same length, and each row is sorted by target.
 *
 * @param offsets [nodes + 1]: the edges of node i are at offsets[i] .. offsets[i + 1] - 1
 * @param targets [directed edges]: the other end
 * @param lengths [directed edges]: finite, at least 0
 */
public record CsrGraph(int[] offsets, int[] targets, float[] lengths) implements Serializable {
  /**
   * @throws IllegalArgumentException if the arrays' lengths do not fit each other
   */
  public CsrGraph {
    if (offsets.length == 0
        || offsets[offsets.length - 1] != targets.length
        || targets.length != lengths.length) {
      throw new IllegalArgumentException("Offsets, targets and lengths do not fit each other");
    }
  }

  /**
   * The union of k-NN lists: nodes i and j are linked if either lists the other, by one edge.
   *
   * @param k neighbours per node
   * @param neighbourIds row-major [nodes, k]
   * @param distances row-major [nodes, k]
   */
  public static CsrGraph union(int nodes, int k, int[] neighbourIds, float[] distances) {
    return ofLists(nodes, k, neighbourIds, distances, 1, 1);
  }

  /**
   * What k-NN lists agree on: nodes i and j are linked if each lists the other, by one edge. Has no
   * hubs, but more components than the union.
   *
   * @param k neighbours per node
   * @param neighbourIds row-major [nodes, k], no node twice in a row
   * @param distances row-major [nodes, k]
   */
  public static CsrGraph mutual(int nodes, int k, int[] neighbourIds, float[] distances) {
    return ofLists(nodes, k, neighbourIds, distances, 2, 1);
  }

  /**
   * The union of k-NN lists in which an edge that both ends list counts twice: what comes of adding
   * a matrix of neighbours to its transpose, as the reference experiments did. Such an edge is
   * stretched by the root of two for which it has twice the weight once {@link #raised} to the
   * power.
   *
   * @param k neighbours per node
   * @param neighbourIds row-major [nodes, k], no node twice in a row
   * @param distances row-major [nodes, k]
   * @param power that the lengths will be raised to
   */
  public static CsrGraph sum(int nodes, int k, int[] neighbourIds, float[] distances, int power) {
    return ofLists(nodes, k, neighbourIds, distances, 1, (float) Math.pow(2, 1.0 / power));
  }

  private static CsrGraph ofLists(
      int nodes, int k, int[] ids, float[] distances, int mentions, float stretch) {
    if (ids.length != Math.multiplyExact(nodes, k)) {
      throw new IllegalArgumentException(
          "%d neighbours are not %d rows of %d".formatted(ids.length, nodes, k));
    }
    return new HalfEdges(nodes, e -> e / k, ids, distances).graph(mentions, stretch);
  }

  /**
   * The graph of a list of undirected edges. Where two nodes are linked more than once, in either
   * direction, the shortest link counts.
   *
   * @throws IllegalArgumentException if an edge leads from a node to itself or out of the graph, or
   *     has a length that is negative or not finite
   */
  public static CsrGraph of(int nodes, int[] from, int[] to, float[] lengths) {
    return new HalfEdges(nodes, e -> from[e], to, lengths).graph(1);
  }

  /** This graph with every length raised to a power, 1 or 2. */
  public CsrGraph raised(int power) {
    if (power == 1) {
      return this;
    }
    float[] squares = new float[lengths.length];
    for (int edge = 0; edge < squares.length; edge++) {
      squares[edge] = lengths[edge] * lengths[edge];
    }
    return new CsrGraph(offsets, targets, squares);
  }

  /** Number of nodes. */
  public int nodes() {
    return offsets.length - 1;
  }

  /** Number of undirected edges. */
  public int undirectedEdges() {
    return targets.length / 2;
  }

  /** How many edges the nodes have; zeros for a graph without nodes. */
  public DegreeStatistics degrees() {
    IntSummaryStatistics degrees =
        IntStream.range(0, nodes()).map(i -> offsets[i + 1] - offsets[i]).summaryStatistics();
    return nodes() == 0
        ? new DegreeStatistics(0, 0, 0)
        : new DegreeStatistics(degrees.getMin(), degrees.getAverage(), degrees.getMax());
  }

  /** This graph with further undirected edges. */
  CsrGraph with(int[] from, int[] to, float[] added) {
    return HalfEdges.of(this, from, to, added).graph(1);
  }
}
