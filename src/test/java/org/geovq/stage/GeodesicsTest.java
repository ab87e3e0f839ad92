package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.geovq.cluster.DistanceTable;
import org.junit.jupiter.api.Test;

class GeodesicsTest {

  /** Five nodes at 0, 1, 3, 4 and 8 on a line, of which the first, third and last are landmarks. */
  private static final DistanceTable LINE =
      new DistanceTable(
          new int[] {0, 2, 4}, new float[][] {{0, 1, 3, 4, 8}, {3, 2, 0, 1, 5}, {8, 7, 5, 4, 0}});

  @Test
  void aNodeIsOfTheMedoidNearestToIt() {
    assertArrayEquals(new int[] {1, 1, 0, 0, 2}, Geodesics.clusters(LINE, new int[] {2, 0, 4}));
  }

  /** The node at 4 is as far from 0 as from 8. */
  @Test
  void ofEquallyNearMedoidsTheFirstCounts() {
    assertArrayEquals(new int[] {1, 1, 1, 0, 0}, Geodesics.clusters(LINE, new int[] {4, 0}));
    assertArrayEquals(new int[] {0, 0, 0, 0, 1}, Geodesics.clusters(LINE, new int[] {0, 4}));
  }
}
