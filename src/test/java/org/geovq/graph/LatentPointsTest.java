package org.geovq.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.geovq.UserError;
import org.junit.jupiter.api.Test;

class LatentPointsTest {
  private static final LatentPoints POINTS =
      new LatentPoints(2, new float[] {1, 2, 3, 4, 5, 6}, new float[] {0, -1, -2, -3, -4, -5});

  @Test
  void subsetCopiesRowsInTheirOrder() {
    LatentPoints rows = POINTS.subset(new int[] {2, 0});
    assertEquals(2, rows.size());
    assertArrayEquals(new float[] {5, 6, 1, 2}, rows.mu());
    assertArrayEquals(new float[] {-4, -5, 0, -1}, rows.logVariance());
  }

  @Test
  void lengthsThatDoNotFitAreRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new LatentPoints(2, new float[3], new float[3]));
    assertThrows(
        IllegalArgumentException.class, () -> new LatentPoints(2, new float[4], new float[2]));
  }

  @Test
  void theFirstRowThatIsNotFiniteIsNamed() {
    assertDoesNotThrow(() -> POINTS.requireFinite("latents"));
    LatentPoints bad =
        new LatentPoints(1, new float[] {0, 1, Float.NaN, 3}, new float[] {0, 0, 0, 99});
    UserError error = assertThrows(UserError.class, () -> bad.requireFinite("latents/x.parquet"));
    assertEquals(
        "latents/x.parquet: row 2 has mean NaN and log variance 0.0; expected a finite mean and a"
            + " log variance between -60 and 60.",
        error.getMessage());
  }

  @Test
  void aVarianceThatCollapsedIsRefused() {
    LatentPoints bad = new LatentPoints(1, new float[] {0}, new float[] {-90});
    assertThrows(UserError.class, () -> bad.requireFinite("latents"));
  }
}
