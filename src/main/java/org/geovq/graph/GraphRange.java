package org.geovq.graph;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The rows of consecutive nodes of a graph, as of {@link CsrGraph}.
 *
 * @param first number of the first node
 * @param offsets [nodes + 1]: the edges of node first + i are at offsets[i] .. offsets[i + 1] - 1
 * @param targets [directed edges]: the other end, a number in the whole graph
 * @param lengths [directed edges]: finite, at least 0
 */
public record GraphRange(int first, int[] offsets, int[] targets, float[] lengths)
    implements Serializable {

  /** The rows of the nodes from .. to-1. */
  public static GraphRange of(CsrGraph graph, int from, int to) {
    int start = graph.offsets()[from];
    int end = graph.offsets()[to];
    int[] offsets = Arrays.copyOfRange(graph.offsets(), from, to + 1);
    Arrays.setAll(offsets, i -> offsets[i] - start);
    return new GraphRange(
        from,
        offsets,
        Arrays.copyOfRange(graph.targets(), start, end),
        Arrays.copyOfRange(graph.lengths(), start, end));
  }

  /**
   * Which of consecutive ranges a node is in.
   *
   * @param firsts number of the first node of each, rising from 0
   */
  public static int holding(int[] firsts, int node) {
    int place = Arrays.binarySearch(firsts, node);
    return place >= 0 ? place : -place - 2;
  }

  /** Number of nodes. */
  public int nodes() {
    return offsets.length - 1;
  }

  boolean contains(int node) {
    return node >= first && node - first < nodes();
  }
}
