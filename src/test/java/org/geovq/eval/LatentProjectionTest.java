package org.geovq.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.geovq.random.Draw;
import org.junit.jupiter.api.Test;

class LatentProjectionTest {
  /**
   * Rows m + s u + t v with u = (.6, 0, -.8), v = (0, 1, 0) and s = +-5, t = +-2 have the principal
   * axes u and v; the largest entry of u is negative, so the first axis is -u.
   */
  @Test
  void findsTheAxesOfAKnownPlane() {
    float[][] rows = new float[4][];
    for (int i = 0; i < 4; i++) {
      float s = i < 2 ? 5 : -5;
      float t = i % 2 == 0 ? 2 : -2;
      rows[i] = new float[] {7 + .6f * s, -3 + t, 1 - .8f * s};
    }
    LatentProjection projection = LatentProjection.fit(rows);
    assertArrayEquals(new double[] {-5, 2}, projection.project(rows[0]), 1e-6);
    assertArrayEquals(new double[] {-5, -2}, projection.project(rows[1]), 1e-6);
    assertArrayEquals(new double[] {5, 2}, projection.project(rows[2]), 1e-6);
    assertArrayEquals(new double[] {0, 0}, projection.project(new float[] {7, -3, 1}), 1e-6);
  }

  /** Coordinates are uncorrelated, the first has the larger variance, none has more than it. */
  @Test
  void firstAxisHasTheLargestVarianceOfAll() {
    float[][] rows = new float[500][8];
    for (int i = 0; i < rows.length; i++) {
      SplittableRandom random = Draw.generator(1, "rows", i);
      double common = random.nextDouble();
      for (int d = 0; d < 8; d++) {
        rows[i][d] = (float) (3 + common * d + random.nextDouble());
      }
    }
    LatentProjection projection = LatentProjection.fit(rows);
    double xx = 0;
    double yy = 0;
    double xy = 0;
    double[] single = new double[8];
    float[] origin = {3, 3, 3, 3, 3, 3, 3, 3};
    for (float[] row : rows) {
      double[] point = projection.project(row);
      xx += point[0] * point[0];
      yy += point[1] * point[1];
      xy += point[0] * point[1];
      for (int d = 0; d < 8; d++) {
        single[d] += Math.pow(row[d] - origin[d] - (d + 1) / 2., 2);
      }
    }
    assertEquals(0, xy / xx, 1e-9);
    assertEquals(true, xx > yy);
    assertEquals(true, xx > single[7]);
  }

  @Test
  void twoDimensionsAreOnlyCentred() {
    LatentProjection projection = LatentProjection.fit(new float[][] {{1, 10}, {3, -10}});
    assertArrayEquals(new double[] {-1, 10}, projection.project(new float[] {1, 10}));
    assertArrayEquals(new double[] {1, -10}, projection.project(new float[] {3, -10}));
  }

  @Test
  void oneDimensionGetsASecondCoordinateOfZero() {
    LatentProjection projection = LatentProjection.fit(new float[][] {{1}, {4}});
    assertArrayEquals(new double[] {1.5, 0}, projection.project(new float[] {4}));
  }

  @Test
  void rowsThatAreAllTheSameFallOnTheOrigin() {
    float[] row = {1, 2, 3};
    assertArrayEquals(
        new double[] {0, 0}, LatentProjection.fit(new float[][] {row, row}).project(row));
  }

  @Test
  void refusesNoNumbersAndRaggedRows() {
    assertThrows(IllegalArgumentException.class, () -> LatentProjection.fit(new float[0][]));
    assertThrows(IllegalArgumentException.class, () -> LatentProjection.fit(new float[2][0]));
    assertThrows(
        IllegalArgumentException.class, () -> LatentProjection.fit(new float[][] {{1}, {1, 2}}));
    LatentProjection flat = LatentProjection.fit(new float[][] {{1}, {2}});
    assertThrows(IllegalArgumentException.class, () -> flat.project(new float[2]));
  }
}
