package org.geovq.graph;

import java.util.Arrays;

/**
 * Dijkstra's algorithm on a graph. Lengths are added in double precision and rounded once, so the
 * float distances are correct to 1e-6 relative on paths of any length. Buffers are reused from
 * source to source: one instance per thread.
 */
public final class ShortestPaths {
  private static final int NOWHERE = -1;

  private final int[] offsets;
  private final int[] targets;
  private final float[] lengths;
  private final double[] reached;

  /** What each node was reached from: index of a source, or in {@link #path} the node before. */
  private final int[] origins;

  private final NodeHeap heap;

  public ShortestPaths(CsrGraph graph) {
    offsets = graph.offsets();
    targets = graph.targets();
    lengths = graph.lengths();
    reached = new double[graph.nodes()];
    origins = new int[graph.nodes()];
    heap = new NodeHeap(graph.nodes());
  }

  /**
   * Distances from one node.
   *
   * @param distances receives [nodes], +infinity where there is no path
   */
  public void from(int source, float[] distances) {
    run(source);
    write(distances);
  }

  /**
   * Distances from the nearest of several nodes.
   *
   * @param distances receives [nodes], +infinity where there is no path
   * @param nearestSource receives [nodes]: index into sources, the smaller of equally near ones; -1
   *     where there is no path
   */
  public void fromNearest(int[] sources, float[] distances, int[] nearestSource) {
    run(sources);
    write(distances);
    System.arraycopy(origins, 0, nearestSource, 0, origins.length);
  }

  /**
   * The nodes of a shortest path, both ends included; empty where there is none. Of equally short
   * paths it is always the same one.
   */
  public int[] path(int source, int target) {
    clear();
    set(source, 0, NOWHERE);
    while (!heap.isEmpty()) {
      int node = heap.poll();
      for (int e = offsets[node]; e < offsets[node + 1]; e++) {
        double distance = reached[node] + lengths[e];
        // Only what is shorter: equals joined by lengths of 0 would come before each other.
        if (distance < reached[targets[e]]) {
          set(targets[e], distance, node);
        }
      }
    }
    return reached[target] == Double.POSITIVE_INFINITY ? new int[0] : backFrom(target);
  }

  /** Follows the nodes from which each was reached. */
  private int[] backFrom(int target) {
    int size = 0;
    for (int node = target; node != NOWHERE; node = origins[node]) {
      size++;
    }
    int[] path = new int[size];
    for (int node = target; node != NOWHERE; node = origins[node]) {
      path[--size] = node;
    }
    return path;
  }

  private void clear() {
    Arrays.fill(reached, Double.POSITIVE_INFINITY);
    Arrays.fill(origins, NOWHERE);
  }

  private void run(int... sources) {
    clear();
    for (int i = 0; i < sources.length; i++) {
      reach(sources[i], 0, i);
    }
    while (!heap.isEmpty()) {
      int node = heap.poll();
      double distance = reached[node];
      int origin = origins[node];
      for (int e = offsets[node]; e < offsets[node + 1]; e++) {
        reach(targets[e], distance + lengths[e], origin);
      }
    }
  }

  /** A node may come back into the heap for an equally near source with a smaller index. */
  private void reach(int node, double distance, int origin) {
    if (distance < reached[node] || distance == reached[node] && origin < origins[node]) {
      set(node, distance, origin);
    }
  }

  private void set(int node, double distance, int origin) {
    reached[node] = distance;
    origins[node] = origin;
    heap.offer(node, distance);
  }

  private void write(float[] distances) {
    for (int i = 0; i < reached.length; i++) {
      distances[i] = (float) reached[i];
    }
  }
}
