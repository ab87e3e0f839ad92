package org.geovq.graph;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The connected components of a graph, numbered in the order of their first nodes.
 *
 * @param labels [nodes]: component of each node
 * @param sizes [components]: nodes of each component
 */
public record Components(int[] labels, int[] sizes) implements Serializable {
  /** The components of a graph, in time linear in its edges. */
  public static Components of(CsrGraph graph) {
    int[] labels = new int[graph.nodes()];
    int[] sizes = new int[graph.nodes()];
    int[] stack = new int[graph.nodes()];
    Arrays.fill(labels, -1);
    int count = 0;
    for (int node = 0; node < labels.length; node++) {
      if (labels[node] < 0) {
        sizes[count] = label(graph, node, count, labels, stack);
        count++;
      }
    }
    return new Components(labels, Arrays.copyOf(sizes, count));
  }

  /** Labels all that can be reached from a node and returns how many they are. */
  private static int label(CsrGraph graph, int first, int label, int[] labels, int[] stack) {
    int size = 0;
    int height = 0;
    stack[height++] = first;
    labels[first] = label;
    while (height > 0) {
      int node = stack[--height];
      size++;
      for (int e = graph.offsets()[node]; e < graph.offsets()[node + 1]; e++) {
        int target = graph.targets()[e];
        if (labels[target] < 0) {
          labels[target] = label;
          stack[height++] = target;
        }
      }
    }
    return size;
  }

  /** Number of components. */
  public int count() {
    return sizes.length;
  }
}
