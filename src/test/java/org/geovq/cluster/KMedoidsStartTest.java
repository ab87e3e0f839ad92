package org.geovq.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.geovq.UserError;
import org.geovq.graph.Points;
import org.junit.jupiter.api.Test;

class KMedoidsStartTest {
  /** Six landmarks on two places. */
  private static final DistanceTable DUPLICATES =
      Tables.of(Points.unitVariance(1, 0, 0, 0, 1, 1, 1), 1);

  @Test
  void medoidsAreDistinctEvenAmongDuplicates() {
    for (int seed = 0; seed < 50; seed++) {
      for (int k = 1; k <= 6; k++) {
        SplittableRandom random = new SplittableRandom(seed);
        assertEquals(k, distinct(KMedoidsStart.plusPlus(DUPLICATES, k, random)));
        assertEquals(k, distinct(KMedoidsStart.random(DUPLICATES, k, random)));
      }
    }
  }

  private static long distinct(int[] rows) {
    return Arrays.stream(rows).distinct().count();
  }

  /** Each of the 20 pairs in order: 1500 of 30000, with a standard deviation of 38. */
  @Test
  void randomRowsAreUniformInEveryPlace() {
    int[][] counts = new int[5][5];
    DistanceTable table = Tables.of(Points.random(5, 1, 1), 1);
    SplittableRandom random = new SplittableRandom(1);
    for (int draw = 0; draw < 30_000; draw++) {
      int[] rows = KMedoidsStart.random(table, 2, random);
      counts[rows[0]][rows[1]]++;
    }
    for (int first = 0; first < 5; first++) {
      for (int second = 0; second < 5; second++) {
        assertEquals(first == second ? 0 : 1500, counts[first][second], 4 * 38);
      }
    }
  }

  @Test
  void plusPlusTakesBothPlacesFirst() {
    for (int seed = 0; seed < 50; seed++) {
      int[] rows = KMedoidsStart.plusPlus(DUPLICATES, 2, new SplittableRandom(seed));
      assertEquals(1, Math.abs(rows[0] / 3 - rows[1] / 3));
    }
  }

  /**
   * From 0 the landmarks 1 and 3 are drawn as 1 : 9, from 1 the others as 1 : 4, from 3 as 9 : 4.
   */
  @Test
  void plusPlusDrawsInProportionToTheSquare() {
    DistanceTable table = Tables.of(Points.unitVariance(1, 0, 1, 3), 1);
    int[][] counts = new int[3][3];
    for (int seed = 0; seed < 6000; seed++) {
      int[] rows = KMedoidsStart.plusPlus(table, 2, new SplittableRandom(seed));
      counts[rows[0]][rows[1]]++;
    }
    // Standard deviations are below 0.011.
    assertEquals(0.9, counts[0][2] / (double) (counts[0][1] + counts[0][2]), 0.04);
    assertEquals(0.8, counts[1][2] / (double) (counts[1][0] + counts[1][2]), 0.04);
    assertEquals(9 / 13.0, counts[2][0] / (double) (counts[2][0] + counts[2][1]), 0.05);
  }

  @Test
  void theSameSeedGivesTheSameStart() {
    DistanceTable table = Tables.of(Points.random(60, 2, 1), 2);
    assertArrayEquals(
        KMedoidsStart.plusPlus(table, 8, new SplittableRandom(7)),
        KMedoidsStart.plusPlus(table, 8, new SplittableRandom(7)));
  }

  @Test
  void plusPlusNeedsOnlyTheDrawnLandmarksDistancesToLandmarks() {
    DistanceTable table = Tables.of(Points.random(60, 2, 1), 2);
    List<Integer> asked = new ArrayList<>();
    int[] rows =
        KMedoidsStart.plusPlus(
            30,
            row -> {
              asked.add(row);
              return table.toLandmarks(row);
            },
            8,
            new SplittableRandom(7));
    assertArrayEquals(KMedoidsStart.plusPlus(table, 8, new SplittableRandom(7)), rows);
    assertEquals(Arrays.stream(rows).boxed().toList(), asked);
  }

  @Test
  void moreMedoidsThanLandmarksAreTheUsersError() {
    UserError error =
        assertThrows(
            UserError.class, () -> KMedoidsStart.plusPlus(DUPLICATES, 7, new SplittableRandom(1)));
    assertEquals(
        "codebook.size is 7; expected 1 to 6, as there are 6 landmarks.", error.getMessage());
    assertThrows(
        UserError.class, () -> KMedoidsStart.random(DUPLICATES, 0, new SplittableRandom(1)));
  }
}
