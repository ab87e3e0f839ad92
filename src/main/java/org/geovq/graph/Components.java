package org.geovq.graph;

import java.io.Serializable;
import java.util.stream.IntStream;

/**
 * The connected components of a graph, numbered in the order of their first nodes.
 *
 * @param labels [nodes]: component of each node
 * @param sizes [components]: nodes of each component
 */
public record Components(int[] labels, int[] sizes) implements Serializable {
  /** The components of a graph, found in parallel. */
  public static Components of(CsrGraph graph) {
    UnionFind sets = new UnionFind(graph.nodes());
    IntStream.range(0, graph.nodes())
        .parallel()
        .forEach(
            node -> {
              for (int e = graph.offsets()[node]; e < graph.offsets()[node + 1]; e++) {
                if (node < graph.targets()[e]) {
                  sets.unite(node, graph.targets()[e]);
                }
              }
            });
    int[] nodes = IntStream.range(0, graph.nodes()).toArray();
    return new Components(nodes, nodes).united(sets);
  }

  /** The components after these links were added. */
  Components linked(int[] from, int[] to) {
    UnionFind sets = new UnionFind(count());
    for (int i = 0; i < from.length; i++) {
      sets.unite(labels[from[i]], labels[to[i]]);
    }
    return united(sets);
  }

  /** The components of which those of a set are one. */
  private Components united(UnionFind sets) {
    int[] numbers = new int[sets.size()];
    int count = 0;
    for (int i = 0; i < numbers.length; i++) {
      int first = sets.find(i);
      numbers[i] = first == i ? count++ : numbers[first];
    }
    int[] united = new int[labels.length];
    int[] unitedSizes = new int[count];
    for (int i = 0; i < labels.length; i++) {
      united[i] = numbers[labels[i]];
      unitedSizes[united[i]]++;
    }
    return new Components(united, unitedSizes);
  }

  /** Number of components. */
  public int count() {
    return sizes.length;
  }
}
