package org.geovq.code;

import org.geovq.UserError;
import org.geovq.graph.CsrGraph;
import org.geovq.graph.LatentPoints;
import org.geovq.graph.Metric;
import org.geovq.graph.NearestNeighbours;
import org.geovq.graph.Neighbours;
import org.geovq.graph.ShortestPaths;

/**
 * The medoid nearest along the graph. A vector that equals a node has that node's code. Any other
 * vector x enters the graph through its m nearest nodes: its code is that of the node j with the
 * least d(x, j) + dist(j, medoid of j), the smaller code of equals. With m = all nodes the rule
 * would come near the direct one, as x may then jump to any medoid.
 */
public final class GeodesicAssigner implements Assigner {
  private static final long serialVersionUID = 1;

  /** Vectors searched at a time, to bound the memory of a long range. */
  private static final int CHUNK = 4096;

  private final NearestNeighbours search;
  private final int neighbours;
  private final int power;
  private final float[] nodeDistances;
  private final int[] nodeCodes;

  /**
   * Finds the shortest paths from all medoids together.
   *
   * @param graph connected, or at least with a medoid in every component
   * @param nodes the graph's nodes
   * @param metric the metric of the graph's lengths
   * @param medoidNodes [K]: node of each code
   * @param neighbours m, the nodes through which a vector may enter the graph
   * @param power 1 or 2: the graph's lengths are distances to that power
   * @throws UserError naming assign.neighbours if m is not 1 .. number of nodes
   */
  public GeodesicAssigner(
      CsrGraph graph,
      LatentPoints nodes,
      Metric metric,
      int[] medoidNodes,
      int neighbours,
      int power) {
    if (neighbours < 1 || neighbours > nodes.size()) {
      throw new UserError(
          "assign.neighbours is %d; expected 1 to the number of nodes, %d.",
          neighbours, nodes.size());
    }
    if (graph.nodes() != nodes.size()) {
      throw new IllegalArgumentException(
          "A graph of %d nodes is not that of %d points".formatted(graph.nodes(), nodes.size()));
    }
    this.search = new NearestNeighbours(nodes, metric);
    this.neighbours = neighbours;
    this.power = power;
    this.nodeDistances = new float[nodes.size()];
    this.nodeCodes = new int[nodes.size()];
    new ShortestPaths(graph).fromNearest(medoidNodes, nodeDistances, nodeCodes);
    requireReached();
  }

  private void requireReached() {
    for (int node = 0; node < nodeCodes.length; node++) {
      if (nodeCodes[node] < 0) {
        throw new IllegalArgumentException(
            "Node %d has no path to a medoid; the graph must be connected".formatted(node));
      }
    }
  }

  @Override
  public void assign(LatentPoints vectors, int from, int to, int[] codes) {
    for (int first = from; first < to; first += CHUNK) {
      int last = Math.min(first + CHUNK, to);
      Neighbours entries = search.search(vectors, first, last, neighbours, false);
      for (int i = first; i < last; i++) {
        codes[i - from] = code(entries, (i - first) * neighbours);
      }
    }
  }

  private int code(Neighbours entries, int first) {
    // Its other neighbours may be nearer in the metric than any way that the graph has to them.
    if (entries.distances()[first] == 0) {
      return nodeCodes[entries.ids()[first]];
    }
    float least = Float.POSITIVE_INFINITY;
    int code = Integer.MAX_VALUE;
    for (int i = first; i < first + neighbours; i++) {
      int node = entries.ids()[i];
      float entry = entries.distances()[i];
      float length = (power == 2 ? entry * entry : entry) + nodeDistances[node];
      if (length < least || length == least && nodeCodes[node] < code) {
        least = length;
        code = nodeCodes[node];
      }
    }
    return code;
  }
}
