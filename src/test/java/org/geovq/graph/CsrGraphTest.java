package org.geovq.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CsrGraphTest {
  /** 0 and 1 list each other; 2 lists 1, which does not list it. */
  @Test
  void unionKeepsEachUndirectedEdgeOnce() {
    CsrGraph graph = CsrGraph.union(3, 1, new int[] {1, 0, 1}, new float[] {2, 2, 5});
    assertEquals(3, graph.nodes());
    assertEquals(2, graph.undirectedEdges());
    assertArrayEquals(new int[] {0, 1, 3, 4}, graph.offsets());
    assertArrayEquals(new int[] {1, 0, 2, 1}, graph.targets());
    assertArrayEquals(new float[] {2, 2, 5, 5}, graph.lengths());
  }

  /** 0 and 1 list each other; 2 lists 1, and 3 lists 0, which do not list them. */
  @Test
  void mutualKeepsWhatBothList() {
    CsrGraph graph =
        CsrGraph.mutual(4, 1, new int[] {1, 0, 1, 0}, new float[] {2, Math.nextUp(2f), 5, 6});
    assertArrayEquals(new int[] {0, 1, 2, 2, 2}, graph.offsets());
    assertArrayEquals(new int[] {1, 0}, graph.targets());
    assertArrayEquals(new float[] {2, 2}, graph.lengths());
    assertEquals(new DegreeStatistics(0, 0.5, 1), graph.degrees());
  }

  /** The sum of the neighbours' matrix and its transpose; squared, that of the squared matrix. */
  @Test
  void sumCountsTwiceWhatBothList() {
    int[] ids = {1, 0, 1, 0};
    float[] distances = {2, 2, 5, 6};
    CsrGraph graph = CsrGraph.sum(4, 1, ids, distances, 1);
    assertArrayEquals(new int[] {0, 2, 4, 5, 6}, graph.offsets());
    assertArrayEquals(new int[] {1, 3, 0, 2, 1, 0}, graph.targets());
    assertArrayEquals(new float[] {4, 6, 4, 5, 5, 6}, graph.lengths());
    CsrGraph squares = CsrGraph.sum(4, 1, ids, distances, 2).raised(2);
    assertArrayEquals(new float[] {8, 36, 8, 25, 25, 36}, squares.lengths(), 1e-5f);
  }

  @Test
  void furtherEdgesAreAdded() {
    CsrGraph graph = CsrGraph.of(3, new int[] {0}, new int[] {1}, new float[] {2});
    CsrGraph more = graph.with(new int[] {2, 1}, new int[] {0, 0}, new float[] {3, 1});
    assertArrayEquals(new int[] {0, 2, 3, 4}, more.offsets());
    assertArrayEquals(new int[] {1, 2, 0, 0}, more.targets());
    assertArrayEquals(new float[] {1, 3, 1, 3}, more.lengths());
  }

  @Test
  void degreesOfNoNodesAreZero() {
    CsrGraph graph = CsrGraph.of(0, new int[0], new int[0], new float[0]);
    assertEquals(new DegreeStatistics(0, 0, 0), graph.degrees());
  }

  @Test
  void lengthsThatDifferByRoundingBecomeTheSmaller() {
    float above = Math.nextUp(2f);
    CsrGraph graph = CsrGraph.union(2, 1, new int[] {1, 0}, new float[] {above, 2});
    assertArrayEquals(new float[] {2, 2}, graph.lengths());
  }

  @Test
  void unionOfRandomListsHasTheEdgesOfASet() {
    LatentPoints points = Points.random(400, 2, 1);
    Neighbours found =
        new NearestNeighbours(points, Metric.POSTERIOR).search(points, 0, 400, 6, true);
    Map<Long, Float> expected = new HashMap<>();
    for (int i = 0; i < found.ids().length; i++) {
      long source = i / 6;
      long target = found.ids()[i];
      expected.put(source << 32 | target, found.distances()[i]);
      expected.put(target << 32 | source, found.distances()[i]);
    }
    CsrGraph graph = CsrGraph.union(400, 6, found.ids(), found.distances());
    assertEquals(expected.size(), 2 * graph.undirectedEdges());
    Map<Long, Float> stored = new HashMap<>();
    for (int node = 0; node < 400; node++) {
      for (int e = graph.offsets()[node]; e < graph.offsets()[node + 1]; e++) {
        stored.put((long) node << 32 | graph.targets()[e], graph.lengths()[e]);
      }
    }
    assertEquals(expected, stored);
  }

  @Test
  void theOrderOfTheEdgesDoesNotMatter() {
    CsrGraph a = CsrGraph.of(4, new int[] {0, 3, 1}, new int[] {1, 0, 2}, new float[] {1, 2, 0});
    CsrGraph b = CsrGraph.of(4, new int[] {2, 1, 0}, new int[] {1, 0, 3}, new float[] {-0f, 1, 2});
    assertArrayEquals(a.offsets(), b.offsets());
    assertArrayEquals(a.targets(), b.targets());
    assertArrayEquals(a.lengths(), b.lengths());
  }

  @Test
  void whatIsNoEdgeIsRefused() {
    assertRefused(1, 1, 1);
    assertRefused(0, 2, 1);
    assertRefused(-1, 0, 1);
    assertRefused(0, 1, -1);
    assertRefused(0, 1, Float.NaN);
    assertRefused(0, 1, Float.POSITIVE_INFINITY);
    assertThrows(
        IllegalArgumentException.class,
        () -> CsrGraph.union(3, 2, new int[] {1, 0}, new float[] {1, 1}));
  }

  private static void assertRefused(int from, int to, float length) {
    int[] source = {from};
    int[] target = {to};
    float[] lengths = {length};
    assertThrows(IllegalArgumentException.class, () -> CsrGraph.of(2, source, target, lengths));
  }
}
