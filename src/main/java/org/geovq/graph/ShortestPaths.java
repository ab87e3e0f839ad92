package org.geovq.graph;

/**
 * Shortest paths on a graph. Lengths are added in double precision and rounded once, so the float
 * distances are correct to 1e-6 relative on paths of any length. Fastest if nodes that lie near
 * each other have numbers near each other. Buffers are reused from source to source: one instance
 * per thread, which takes about 24 bytes a node besides the graph.
 */
public final class ShortestPaths {
  private final Labels labels;
  private final Relaxation relaxation;

  public ShortestPaths(CsrGraph graph) {
    labels = new Labels(graph.nodes());
    relaxation = new Relaxation(graph);
  }

  /**
   * Distances from one node.
   *
   * @param distances receives [nodes], +infinity where there is no path
   */
  public void from(int source, float[] distances) {
    start(source);
    relaxation.run(labels);
    labels.write(distances);
  }

  /**
   * Distances from the nearest of several nodes.
   *
   * @param distances receives [nodes], +infinity where there is no path
   * @param nearestSource receives [nodes]: index into sources, the smaller of equally near ones; -1
   *     where there is no path
   */
  public void fromNearest(int[] sources, float[] distances, int[] nearestSource) {
    start(sources);
    relaxation.run(labels);
    labels.write(distances);
    System.arraycopy(labels.origins, 0, nearestSource, 0, labels.origins.length);
  }

  /**
   * The nodes of a shortest path, both ends included; empty where there is none. Of equally short
   * paths it is always the same one.
   */
  public int[] path(int source, int target) {
    start(source);
    labels.origins[source] = Labels.NOWHERE;
    relaxation.trace(labels);
    boolean reached = labels.distances[target] < Double.POSITIVE_INFINITY;
    return reached ? backFrom(target) : new int[0];
  }

  private void start(int... sources) {
    labels.clear();
    relaxation.startAt(0);
    for (int i = 0; i < sources.length; i++) {
      relaxation.reach(labels, sources[i], 0, i);
    }
  }

  /** Follows the nodes from which each was reached. */
  private int[] backFrom(int target) {
    int size = 0;
    for (int node = target; node != Labels.NOWHERE; node = labels.origins[node]) {
      size++;
    }
    int[] path = new int[size];
    for (int node = target; node != Labels.NOWHERE; node = labels.origins[node]) {
      path[--size] = node;
    }
    return path;
  }
}
