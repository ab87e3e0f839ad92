package org.geovq.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.geovq.graph.Points;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SwapSearchTest {
  private static List<LandmarkRow> rows(DistanceTable table, int... rows) {
    return Arrays.stream(rows).mapToObj(row -> new LandmarkRow(row, table.rows()[row])).toList();
  }

  private static ServedNodes state(DistanceTable table, int[] medoids, int power) {
    float[][] distances = new float[medoids.length][];
    Arrays.setAll(distances, i -> table.rows()[medoids[i]]);
    return new Medoids(medoids, distances, power).served();
  }

  /** Every exchange is tried. */
  @ParameterizedTest
  @CsvSource({"1, 1", "1, 2", "2, 1", "6, 1", "6, 2"})
  void theBestSwapIsThatOfGreatestGain(int k, int power) {
    for (int seed = 0; seed < 8; seed++) {
      DistanceTable table = Tables.of(Points.random(60, 2, seed), 3);
      int[] medoids = KMedoidsStart.random(table, k, new SplittableRandom(seed));
      SwapSearch search = new SwapSearch(60, k);
      double loss = Tables.loss(table, medoids, power);
      for (int row = 0; row < 20; row++) {
        double[] gains = new double[k];
        for (int i = 0; i < k; i++) {
          int[] swapped = medoids.clone();
          swapped[i] = row;
          gains[i] = loss - Tables.loss(table, swapped, power);
        }
        double best = Arrays.stream(gains).max().orElseThrow();
        Swap found = search.best(state(table, medoids, power), rows(table, row))[0];
        if (found == null) {
          assertTrue(best < 1e-6);
        } else {
          assertEquals(row, found.row());
          assertEquals(best, found.gain(), 1e-6);
          assertEquals(best, gains[found.medoid()], 1e-6);
        }
      }
    }
  }

  @Test
  void whatIsFoundDoesNotDependOnTheOthersOfAGroup() {
    DistanceTable table = Tables.of(Points.random(5000, 2, 1), 500);
    ServedNodes state = state(table, new int[] {0, 4, 7}, 1);
    SwapSearch search = new SwapSearch(5000, 3);
    for (int size = 1; size <= SwapSearch.GROUP; size++) {
      Swap[] together = search.best(state, rows(table, IntStream.range(1, 1 + size).toArray()));
      for (int i = 0; i < size; i++) {
        assertEquals(search.best(state, rows(table, 1 + i))[0], together[i]);
      }
    }
  }

  @Test
  void aMedoidIsNeverExchangedForItselfOrItsDuplicate() {
    DistanceTable table = Tables.of(Points.unitVariance(1, 0, 0, 1, 5, 6), 1);
    Swap[] found = new SwapSearch(5, 2).best(state(table, new int[] {0, 3}, 1), rows(table, 0, 1));
    assertNull(found[0]);
    assertNull(found[1]);
  }
}
