package org.geovq.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import org.geovq.random.Draw;
import org.junit.jupiter.api.Test;

class ComponentsTest {
  /** 0-4, 1-3-5, and 2 alone. */
  @Test
  void labelsFollowTheFirstNodes() {
    CsrGraph graph = CsrGraph.of(6, new int[] {0, 5, 3}, new int[] {4, 3, 1}, new float[3]);
    Components components = Components.of(graph);
    assertEquals(3, components.count());
    assertArrayEquals(new int[] {0, 1, 2, 1, 0, 1}, components.labels());
    assertArrayEquals(new int[] {2, 3, 1}, components.sizes());
  }

  @Test
  void aLongPathIsOneComponent() {
    int nodes = 100_000;
    int[] from = new int[nodes - 1];
    int[] to = new int[nodes - 1];
    for (int i = 0; i < from.length; i++) {
      from[i] = i;
      to[i] = i + 1;
    }
    CsrGraph path = CsrGraph.of(nodes, from, to, new float[from.length]);
    assertArrayEquals(new int[] {nodes}, Components.of(path).sizes());
  }

  /** Sparse random graphs against a search from every node, on 4 threads. */
  @Test
  void parallelLabelsAreThoseOfASearch() {
    SplittableRandom random = Draw.generator(1, "components test", 0);
    int nodes = 3000;
    int[] from = random.ints(1400, 0, nodes).toArray();
    int[] to = Arrays.stream(from).map(i -> (i + 1 + random.nextInt(nodes - 1)) % nodes).toArray();
    CsrGraph graph = CsrGraph.of(nodes, from, to, new float[from.length]);
    ForkJoinTask<Components> task = ForkJoinTask.adapt(() -> Components.of(graph));
    Components found = new ForkJoinPool(4).invoke(task);
    int[] expected = new int[nodes];
    Arrays.fill(expected, -1);
    int count = 0;
    for (int node = 0; node < nodes; node++) {
      if (expected[node] < 0) {
        spread(graph, node, count++, expected);
      }
    }
    assertArrayEquals(expected, found.labels());
    assertEquals(count, found.count());
    assertEquals(nodes, Arrays.stream(found.sizes()).sum());
  }

  private static void spread(CsrGraph graph, int node, int label, int[] labels) {
    labels[node] = label;
    for (int e = graph.offsets()[node]; e < graph.offsets()[node + 1]; e++) {
      if (labels[graph.targets()[e]] < 0) {
        spread(graph, graph.targets()[e], label, labels);
      }
    }
  }

  /** 0-4, 1-3-5, 2: with a link of 2 and 5 the second and third are one. */
  @Test
  void linksUniteComponents() {
    CsrGraph graph = CsrGraph.of(6, new int[] {0, 5, 3}, new int[] {4, 3, 1}, new float[3]);
    Components linked = Components.of(graph).linked(new int[] {2}, new int[] {5});
    assertArrayEquals(new int[] {0, 1, 1, 1, 0, 1}, linked.labels());
    assertArrayEquals(new int[] {2, 4}, linked.sizes());
  }
}
