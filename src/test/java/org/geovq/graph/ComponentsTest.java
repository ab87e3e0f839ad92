package org.geovq.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

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
}
