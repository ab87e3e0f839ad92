package org.geovq.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.geovq.graph.CsrGraph;
import org.junit.jupiter.api.Test;

class GeodesicDistancesTest {

  /** The path 0 - 1 - 2 - 3 with lengths 1, 2, 3, and a long way from 0 to 3. */
  @Test
  void rowsAreTheShortestPathsFromEachLandmark() {
    CsrGraph graph =
        CsrGraph.of(4, new int[] {0, 1, 2, 0}, new int[] {1, 2, 3, 3}, new float[] {1, 2, 3, 9});
    DistanceTable table = GeodesicDistances.table(graph, new int[] {3, 0});
    assertArrayEquals(new float[] {6, 5, 3, 0}, table.rows()[0]);
    assertArrayEquals(new float[] {0, 1, 3, 6}, table.rows()[1]);
  }

  @Test
  void aGraphInTwoPartsIsRejected() {
    CsrGraph graph = CsrGraph.of(3, new int[] {0}, new int[] {1}, new float[] {1});
    assertThrows(
        IllegalArgumentException.class, () -> GeodesicDistances.table(graph, new int[] {0}));
  }
}
