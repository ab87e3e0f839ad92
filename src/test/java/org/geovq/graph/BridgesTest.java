package org.geovq.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BridgesTest {
  private static CsrGraph withoutEdges(int nodes) {
    return CsrGraph.of(nodes, new int[0], new int[0], new float[0]);
  }

  /** 0, 1 and 4, 5.5 on a line: the shortest link is from 1 to 4. */
  @Test
  void twoComponentsAreJoinedByTheirShortestLink() {
    LatentPoints points = Points.unitVariance(1, 0, 5.5f, 1, 4);
    CsrGraph graph = CsrGraph.of(4, new int[] {0, 1}, new int[] {2, 3}, new float[] {1, 1.5f});
    Bridges bridges = Bridges.join(graph, points, Metric.EUCLIDEAN);
    assertEquals(1, bridges.count());
    assertArrayEquals(new int[] {2}, bridges.from());
    assertArrayEquals(new int[] {3}, bridges.to());
    assertArrayEquals(new float[] {3}, bridges.lengths());
    assertEquals(3, bridges.graph().undirectedEdges());
    assertEquals(1, Components.of(bridges.graph()).count());
  }

  @Test
  void aConnectedGraphStaysAsItIs() {
    CsrGraph graph = CsrGraph.of(2, new int[] {0}, new int[] {1}, new float[] {1});
    Bridges bridges = Bridges.join(graph, Points.unitVariance(1, 0, 1), Metric.POSTERIOR);
    assertEquals(0, bridges.count());
    assertSame(graph, bridges.graph());
  }

  /** Prim's algorithm, the sum of a minimum spanning tree of the points. */
  private static double spanningTree(LatentPoints points, Metric metric) {
    int size = points.size();
    double[] near = new double[size];
    boolean[] inside = new boolean[size];
    Arrays.fill(near, Double.POSITIVE_INFINITY);
    near[0] = 0;
    double sum = 0;
    for (int round = 0; round < size; round++) {
      int next = -1;
      for (int i = 0; i < size; i++) {
        next = !inside[i] && (next < 0 || near[i] < near[next]) ? i : next;
      }
      inside[next] = true;
      sum += near[next];
      for (int i = 0; i < size; i++) {
        near[i] = inside[i] ? 0 : Math.min(near[i], metric.distance(points, next, points, i));
      }
    }
    return sum;
  }

  private static double sum(float[] lengths) {
    double sum = 0;
    for (float length : lengths) {
      sum += length;
    }
    return sum;
  }

  /** Without any edge the bridges are a minimum spanning tree of the points. */
  @ParameterizedTest
  @EnumSource
  void theLinksAreAMinimumSpanningTree(Metric metric) {
    LatentPoints points = Points.random(120, 2, 1);
    Bridges bridges = Bridges.join(withoutEdges(120), points, metric);
    assertEquals(119, bridges.count());
    assertEquals(119, bridges.graph().undirectedEdges());
    assertEquals(1, Components.of(bridges.graph()).count());
    double expected = spanningTree(points, metric);
    assertEquals(expected, sum(bridges.lengths()), 1e-5 * expected);
  }

  @Test
  void duplicatesAndTiesCloseNoCycle() {
    LatentPoints points = Points.onLattice(300, 2, 4, 1);
    Bridges bridges = Bridges.join(withoutEdges(300), points, Metric.POSTERIOR);
    assertEquals(299, bridges.count());
    assertEquals(1, Components.of(bridges.graph()).count());
    // 16 places at distance 1: 284 links of length 0 within them, 15 of length 1 between.
    assertEquals(15, sum(bridges.lengths()));
  }

  @Test
  void farClustersOfAKnnGraphAreJoined() {
    float[] mu = Points.random(200, 2, 1).mu().clone();
    for (int i = 0; i < mu.length; i++) {
      mu[i] += 10 * (i / 2 % 4);
    }
    LatentPoints points = Points.unitVariance(2, mu);
    CsrGraph graph = Points.graph(points, Metric.EUCLIDEAN, 5);
    int components = Components.of(graph).count();
    assertTrue(components >= 4);
    Bridges bridges = Bridges.join(graph, points, Metric.EUCLIDEAN);
    assertEquals(components - 1, bridges.count());
    assertEquals(graph.undirectedEdges() + bridges.count(), bridges.graph().undirectedEdges());
  }
}
