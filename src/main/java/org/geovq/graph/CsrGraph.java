package org.geovq.graph;

import java.io.Serializable;
import java.util.Arrays;

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
    if (neighbourIds.length != Math.multiplyExact(nodes, k)) {
      throw new IllegalArgumentException(
          "%d neighbours are not %d rows of %d".formatted(neighbourIds.length, nodes, k));
    }
    int[] sources = new int[neighbourIds.length];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = i / k;
    }
    return of(nodes, sources, neighbourIds, distances);
  }

  /**
   * The graph of a list of undirected edges. Where two nodes are linked more than once, in either
   * direction, the shortest link counts.
   *
   * @throws IllegalArgumentException if an edge leads from a node to itself or out of the graph, or
   *     has a length that is negative or not finite
   */
  public static CsrGraph of(int nodes, int[] from, int[] to, float[] lengths) {
    int[] starts = new int[nodes + 1];
    for (int e = 0; e < from.length; e++) {
      check(nodes, from[e], to[e], lengths[e]);
      starts[from[e] + 1]++;
      starts[to[e] + 1]++;
    }
    Arrays.parallelPrefix(starts, Math::addExact);
    return sorted(starts, halfEdges(starts, from, to, lengths));
  }

  private static void check(int nodes, int from, int to, float length) {
    boolean inside = Math.min(from, to) >= 0 && Math.max(from, to) < nodes;
    if (from == to || !inside || !(length >= 0 && length <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "%d to %d of length %s is no edge of a graph of %d nodes"
              .formatted(from, to, length, nodes));
    }
  }

  /** Both directions of every edge by their first node: the other node above the length's bits. */
  private static long[] halfEdges(int[] starts, int[] from, int[] to, float[] lengths) {
    int[] next = starts.clone();
    long[] halves = new long[starts[starts.length - 1]];
    for (int e = 0; e < from.length; e++) {
      // Adding 0 turns -0, whose bits are not in order, into 0.
      long length = Float.floatToIntBits(lengths[e] + 0f);
      halves[next[from[e]]++] = (long) to[e] << 32 | length;
      halves[next[to[e]]++] = (long) from[e] << 32 | length;
    }
    return halves;
  }

  /** Sorts each row and keeps the first, which is the shortest, of the edges to one target. */
  private static CsrGraph sorted(int[] starts, long[] halves) {
    int[] offsets = new int[starts.length];
    int size = 0;
    for (int node = 0; node + 1 < starts.length; node++) {
      Arrays.sort(halves, starts[node], starts[node + 1]);
      for (int i = starts[node]; i < starts[node + 1]; i++) {
        if (size == offsets[node] || target(halves[i]) != target(halves[size - 1])) {
          halves[size++] = halves[i];
        }
      }
      offsets[node + 1] = size;
    }
    int[] targets = new int[size];
    float[] lengths = new float[size];
    for (int i = 0; i < size; i++) {
      targets[i] = target(halves[i]);
      lengths[i] = Float.intBitsToFloat((int) halves[i]);
    }
    return new CsrGraph(offsets, targets, lengths);
  }

  private static int target(long half) {
    return (int) (half >>> 32);
  }

  /** Number of nodes. */
  public int nodes() {
    return offsets.length - 1;
  }

  /** Number of undirected edges. */
  public int undirectedEdges() {
    return targets.length / 2;
  }

  /** This graph with further undirected edges. */
  CsrGraph with(int[] from, int[] to, float[] added) {
    int[] sources = new int[targets.length + from.length];
    for (int node = 0; node < nodes(); node++) {
      Arrays.fill(sources, offsets[node], offsets[node + 1], node);
    }
    System.arraycopy(from, 0, sources, targets.length, from.length);
    int[] ends = Arrays.copyOf(targets, sources.length);
    System.arraycopy(to, 0, ends, targets.length, to.length);
    float[] all = Arrays.copyOf(lengths, sources.length);
    System.arraycopy(added, 0, all, lengths.length, added.length);
    return of(nodes(), sources, ends, all);
  }
}
