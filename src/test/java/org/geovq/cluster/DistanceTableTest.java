package org.geovq.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class DistanceTableTest {
  private static void assertRefused(int[] landmarks, float[]... rows) {
    assertThrows(IllegalArgumentException.class, () -> new DistanceTable(landmarks, rows));
  }

  @Test
  void shapesAndLandmarksAreChecked() {
    float[] row = {0, 1, 2};
    assertEquals(3, new DistanceTable(new int[] {0, 2}, new float[][] {row, row}).nodes());
    assertRefused(new int[0]);
    assertRefused(new int[] {0, 1}, row);
    assertRefused(new int[] {0, 1}, row, new float[2]);
    assertRefused(new int[] {1, 1}, row, row);
    assertRefused(new int[] {3}, row);
    assertRefused(new int[] {-1}, row);
  }

  @Test
  void aGraphThatIsNotConnectedIsRefused() {
    assertRefused(new int[] {0}, new float[] {0, Float.POSITIVE_INFINITY});
    assertRefused(new int[] {0}, new float[] {0, Float.NaN});
    assertRefused(new int[] {0}, new float[] {0, -1});
  }

  /** Of 11 nodes 3 are there, one of them a medoid: the others stand for 10. */
  @Test
  void theNodesOfASampleStandForAllButTheMedoids() {
    int[] landmarks = {0};
    float[][] rows = {{0, 1, 2}};
    assertEquals(5, new DistanceTable(landmarks, rows, 11).weight(1));
    assertEquals(1, new DistanceTable(landmarks, rows).weight(1));
    assertThrows(IllegalArgumentException.class, () -> new DistanceTable(landmarks, rows, 2));
  }
}
