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

  @Test
  void weightsAreOnePerNodeAndAboveZero() {
    float[][] rows = {{0, 1}};
    int[] landmarks = {0};
    assertEquals(2, new DistanceTable(landmarks, rows, new float[] {1, 3}).nodes());
    for (float[] weights : new float[][] {{1}, {1, 0}, {1, Float.NaN}}) {
      assertThrows(
          IllegalArgumentException.class, () -> new DistanceTable(landmarks, rows, weights));
    }
  }
}
