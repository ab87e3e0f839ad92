package org.geovq.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.geovq.random.Draw;
import org.junit.jupiter.api.Test;

class InterpolationTest {
  private static final int POSITIONS = 10_000;
  private static final int[] ZEROS = new int[POSITIONS];
  private static final int[] ONES = new int[POSITIONS];

  static {
    Arrays.fill(ONES, 1);
  }

  private static SplittableRandom random() {
    return Draw.generator(1, "test interpolation", 0);
  }

  private static int sum(int[] codes) {
    return Arrays.stream(codes).sum();
  }

  @Test
  void eachCodeComesFromItsOwnPosition() {
    int[] from = {1, 2, 3, 4, 5, 6, 7, 8};
    int[] to = {11, 12, 13, 14, 15, 16, 17, 18};
    int[][] series = Interpolation.growing(from, to, 3, random());
    for (int i = 0; i < 8; i++) {
      assertTrue(series[1][i] == from[i] || series[1][i] == to[i]);
    }
    assertArrayEquals(series, Interpolation.growing(from, to, 3, random()));
  }

  /** The share of n = 10,000 positions has a standard deviation of at most 0.005: six of them. */
  @Test
  void aGrowingSeriesLeadsFromOneImageToTheOtherAndNeverBack() {
    int[][] series = Interpolation.growing(ZEROS, ONES, 6, random());
    for (int step = 0; step < 6; step++) {
      assertEquals(2000 * step, sum(series[step]), 300);
      assertTrue(step == 0 || !goesBack(series[step - 1], series[step]));
    }
    assertArrayEquals(ZEROS, series[0]);
    assertArrayEquals(ONES, series[5]);
  }

  private static boolean goesBack(int[] before, int[] after) {
    for (int i = 0; i < before.length; i++) {
      if (after[i] < before[i]) {
        return true;
      }
    }
    return false;
  }

  /**
   * (0, 0) - (1, 0) - (1, 4) with lengths 2 and 6, whatever the metric: every 2 of 8, that is the
   * corner, then 2 / 6 and 4 / 6 of the second piece.
   */
  @Test
  void pointsAreEvenlySpacedInTheGivenLength() {
    float[][] path = {{0, 0}, {1, 0}, {1, 4}};
    float[][] points = Interpolation.alongPath(path, new float[] {2, 6}, 5);
    float[][] expected = {{0, 0}, {1, 0}, {1, 4 / 3f}, {1, 8 / 3f}, {1, 4}};
    for (int i = 0; i < 5; i++) {
      assertArrayEquals(expected[i], points[i], 1e-6f);
    }
  }

  @Test
  void piecesOfLengthZeroAreJumpedOver() {
    float[][] path = {{0}, {5}, {7}, {9}, {10}};
    float[][] points = Interpolation.alongPath(path, new float[] {0, 1, 0, 0}, 3);
    assertArrayEquals(new float[][] {{0}, {6}, {10}}, points);
  }

  @Test
  void aPathOfLengthZeroStaysWhereItIs() {
    float[][] alone = Interpolation.alongPath(new float[][] {{3, 4}}, new float[0], 3);
    assertArrayEquals(new float[][] {{3, 4}, {3, 4}, {3, 4}}, alone);
    float[][] pair = Interpolation.alongPath(new float[][] {{3}, {5}}, new float[] {0}, 3);
    assertArrayEquals(new float[][] {{3}, {3}, {5}}, pair);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Interpolation.growing(new int[2], new int[3], 2, random()));
    assertThrows(
        IllegalArgumentException.class,
        () -> Interpolation.growing(new int[2], new int[2], 1, random()));
    assertThrows(
        IllegalArgumentException.class,
        () -> Interpolation.alongPath(new float[2][1], new float[2], 3));
  }
}
