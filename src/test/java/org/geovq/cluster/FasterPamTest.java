package org.geovq.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import org.geovq.graph.Points;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FasterPamTest {
  private static Clustering run(DistanceTable table, int k, int power, int seed) {
    int[] start = KMedoidsStart.random(table, k, new SplittableRandom(seed));
    return FasterPam.run(table, start, power, 100, loss -> {});
  }

  /** Two groups on a line, {0, 1, 3} and {10, 11, 12}: medoids 1 and 11, loss 3 + 2 or 5 + 2. */
  @Test
  void theMedoidsOfTwoGroupsAreTheirMiddles() {
    DistanceTable table = Tables.of(Points.unitVariance(1, 0, 1, 3, 10, 11, 12), 1);
    for (int power = 1; power <= 2; power++) {
      Clustering found = FasterPam.run(table, new int[] {4, 5}, power, 10, loss -> {});
      int[] medoids = found.medoidRows().clone();
      Arrays.sort(medoids);
      assertArrayEquals(new int[] {1, 4}, medoids);
      assertEquals(power == 1 ? 5 : 7, found.loss());
      assertTrue(found.converged());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "5, 1", "5, 2", "1, 2", "20, 2"})
  void noSingleSwapImprovesTheResult(int k, int power) {
    for (int seed = 0; seed < 10; seed++) {
      DistanceTable table = Tables.of(Points.random(90, 2, seed), 3);
      Clustering found = run(table, k, power, seed);
      assertTrue(found.converged());
      assertEquals(Tables.loss(table, found.medoidRows(), power), found.loss(), 1e-6);
      for (int i = 0; i < k; i++) {
        for (int row = 0; row < table.rows().length; row++) {
          int[] swapped = found.medoidRows().clone();
          swapped[i] = row;
          assertTrue(Tables.loss(table, swapped, power) >= found.loss() - 1e-6);
        }
      }
    }
  }

  /** The eager search as it is defined, by whole losses. */
  private static int[] eager(DistanceTable table, int[] start, int power) {
    int[] medoids = start.clone();
    int landmarks = table.rows().length;
    int unchanged = 0;
    for (int row = 0; unchanged < landmarks; row = (row + 1) % landmarks) {
      unchanged++;
      double loss = Tables.loss(table, medoids, power);
      int[] best = medoids;
      for (int i = 0; i < medoids.length; i++) {
        int[] swapped = medoids.clone();
        swapped[i] = row;
        boolean distinct = Arrays.stream(swapped).distinct().count() == swapped.length;
        if (distinct && Tables.loss(table, swapped, power) < loss - 1e-9) {
          loss = Tables.loss(table, swapped, power);
          best = swapped;
          unchanged = 0;
        }
      }
      medoids = best;
    }
    return medoids;
  }

  @Test
  void theSwapsAreThoseOfTheEagerSearch() {
    for (int seed = 0; seed < 6; seed++) {
      DistanceTable table = Tables.of(Points.random(90, 2, seed), 2);
      int[] start = KMedoidsStart.random(table, 7, new SplittableRandom(seed));
      int power = 1 + seed % 2;
      assertArrayEquals(
          eager(table, start, power),
          FasterPam.run(table, start, power, 100, loss -> {}).medoidRows());
    }
  }

  @Test
  void theResultDoesNotDependOnTheNumberOfThreads() {
    DistanceTable table = Tables.of(Points.random(4000, 2, 1), 20);
    Clustering here = run(table, 9, 1, 1);
    for (int threads : new int[] {1, 2, 7}) {
      ForkJoinPool pool = new ForkJoinPool(threads);
      Clustering there = pool.submit(() -> run(table, 9, 1, 1)).join();
      pool.shutdown();
      assertArrayEquals(here.medoidRows(), there.medoidRows());
      assertArrayEquals(here.lossPerRound(), there.lossPerRound());
      assertEquals(here.swaps(), there.swaps());
    }
  }

  @Test
  void everyNodeIsServedByItsNearestMedoidTheSmallerOfEquals() {
    float[] lattice = new float[2 * 144];
    for (int i = 0; i < 144; i++) {
      lattice[2 * i] = i % 6;
      lattice[2 * i + 1] = i / 6 % 12;
    }
    DistanceTable table = Tables.of(Points.unitVariance(2, lattice), 1);
    Clustering found = run(table, 7, 1, 1);
    for (int node = 0; node < 144; node++) {
      int best = 0;
      for (int i = 1; i < 7; i++) {
        float[][] rows = table.rows();
        int[] medoids = found.medoidRows();
        best = rows[medoids[i]][node] < rows[medoids[best]][node] ? i : best;
      }
      assertEquals(best, found.nearest()[node]);
    }
  }

  @Test
  void medoidsStayDistinctAmongDuplicates() {
    float[] twoPlaces = new float[20];
    Arrays.fill(twoPlaces, 10, 20, 1);
    DistanceTable table = Tables.of(Points.unitVariance(1, twoPlaces), 1);
    Clustering found = run(table, 6, 2, 1);
    assertEquals(6, Arrays.stream(found.medoidRows()).distinct().count());
    assertEquals(0, found.loss());
    assertTrue(found.converged());
  }

  @Test
  void theLossFallsRoundByRoundAndIsReported() {
    DistanceTable table = Tables.of(Points.random(300, 2, 1), 1);
    int[] start = KMedoidsStart.random(table, 20, new SplittableRandom(1));
    List<Double> told = new ArrayList<>();
    Clustering found = FasterPam.run(table, start, 1, 100, told::add);
    assertArrayEquals(
        told.stream().mapToDouble(Double::doubleValue).toArray(), found.lossPerRound());
    assertTrue(told.get(0) < Tables.loss(table, start, 1));
    for (int i = 1; i < told.size(); i++) {
      assertTrue(told.get(i) <= told.get(i - 1));
    }
    assertEquals(found.loss(), told.get(told.size() - 1));
  }

  @Test
  void stoppingEarlyIsNotConverged() {
    DistanceTable table = Tables.of(Points.random(300, 2, 1), 1);
    int[] start = KMedoidsStart.random(table, 20, new SplittableRandom(1));
    assertFalse(FasterPam.run(table, start, 1, 1, loss -> {}).converged());
    Clustering none = FasterPam.run(table, start, 1, 0, loss -> {});
    assertArrayEquals(start, none.medoidRows());
    assertEquals(Tables.loss(table, start, 1), none.loss(), 1e-4);
  }

  @Test
  void repeatedMedoidsAndOtherPowersAreRefused() {
    DistanceTable table = Tables.of(Points.random(9, 2, 1), 1);
    assertThrows(
        IllegalArgumentException.class,
        () -> FasterPam.run(table, new int[] {1, 1}, 1, 5, loss -> {}));
    assertThrows(
        IllegalArgumentException.class,
        () -> FasterPam.run(table, new int[] {1, 2}, 3, 5, loss -> {}));
  }
}
