package org.geovq.graph;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Both directions of every edge by their first node, from which a graph is made: each is one long,
 * the other node above the length's bits. Filled and sorted in parallel; the graph does not depend
 * on it, as the rows are sorted.
 */
final class HalfEdges {
  /** [nodes + 1]: where each row starts. */
  private final int[] starts;

  private final long[] halves;

  /**
   * @param from one end of each edge
   * @param to [edges]: the other end
   * @param lengths [edges]
   */
  HalfEdges(int nodes, IntUnaryOperator from, int[] to, float[] lengths) {
    this(new int[nodes], from, to, lengths);
  }

  private HalfEdges(int[] present, IntUnaryOperator from, int[] to, float[] lengths) {
    int nodes = present.length;
    AtomicIntegerArray next = new AtomicIntegerArray(nodes);
    edges(to)
        .forEach(
            e -> {
              check(nodes, from.applyAsInt(e), to[e], lengths[e]);
              next.getAndIncrement(from.applyAsInt(e));
              next.getAndIncrement(to[e]);
            });
    starts = new int[nodes + 1];
    for (int node = 0; node < nodes; node++) {
      starts[node + 1] = Math.addExact(starts[node], present[node] + next.get(node));
      next.set(node, starts[node] + present[node]);
    }
    halves = new long[starts[nodes]];
    edges(to)
        .forEach(
            e -> {
              int node = from.applyAsInt(e);
              halves[next.getAndIncrement(node)] = half(to[e], lengths[e]);
              halves[next.getAndIncrement(to[e])] = half(node, lengths[e]);
            });
  }

  /** Those of a graph and of further edges. */
  static HalfEdges of(CsrGraph graph, int[] from, int[] to, float[] lengths) {
    int[] degrees = new int[graph.nodes()];
    Arrays.setAll(degrees, i -> graph.offsets()[i + 1] - graph.offsets()[i]);
    HalfEdges all = new HalfEdges(degrees, e -> from[e], to, lengths);
    nodes(degrees.length)
        .forEach(
            node -> {
              int first = graph.offsets()[node];
              for (int i = 0; i < degrees[node]; i++) {
                all.halves[all.starts[node] + i] =
                    half(graph.targets()[first + i], graph.lengths()[first + i]);
              }
            });
    return all;
  }

  private static IntStream edges(int[] to) {
    return IntStream.range(0, to.length).parallel();
  }

  private static IntStream nodes(int count) {
    return IntStream.range(0, count).parallel();
  }

  private static void check(int nodes, int from, int to, float length) {
    boolean inside = Math.min(from, to) >= 0 && Math.max(from, to) < nodes;
    if (from == to || !inside || !(length >= 0 && length <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "%d to %d of length %s is no edge of a graph of %d nodes"
              .formatted(from, to, length, nodes));
    }
  }

  private static long half(int target, float length) {
    // Adding 0 turns -0, whose bits are not in order, into 0.
    return (long) target << 32 | Float.floatToIntBits(length + 0f);
  }

  private static long stretched(long half, float stretch) {
    return half(target(half), Float.intBitsToFloat((int) half) * stretch);
  }

  private static int target(long half) {
    return (int) (half >>> 32);
  }

  /** The graph of the edges that are mentioned so many times or more; the shortest one counts. */
  CsrGraph graph(int mentions) {
    return graph(mentions, 1);
  }

  /**
   * The same with another length for edges that are mentioned more than once.
   *
   * @param stretch what their length is multiplied by
   */
  CsrGraph graph(int mentions, float stretch) {
    int nodes = starts.length - 1;
    int[] offsets = new int[nodes + 1];
    nodes(nodes).forEach(node -> offsets[node + 1] = compact(node, mentions, stretch));
    Arrays.parallelPrefix(offsets, Integer::sum);
    int[] targets = new int[offsets[nodes]];
    float[] lengths = new float[targets.length];
    nodes(nodes)
        .forEach(
            node -> {
              for (int i = offsets[node]; i < offsets[node + 1]; i++) {
                long half = halves[starts[node] + i - offsets[node]];
                targets[i] = target(half);
                lengths[i] = Float.intBitsToFloat((int) half);
              }
            });
    return new CsrGraph(offsets, targets, lengths);
  }

  /** Sorts a row, moves to its front what stays of it, and returns how much that is. */
  private int compact(int node, int mentions, float stretch) {
    int end = starts[node + 1];
    Arrays.sort(halves, starts[node], end);
    int size = 0;
    int next;
    for (int first = starts[node]; first < end; first = next) {
      next = first + 1;
      while (next < end && target(halves[next]) == target(halves[first])) {
        next++;
      }
      if (next - first >= mentions) {
        halves[starts[node] + size++] =
            next - first == 1 ? halves[first] : stretched(halves[first], stretch);
      }
    }
    return size;
  }
}
