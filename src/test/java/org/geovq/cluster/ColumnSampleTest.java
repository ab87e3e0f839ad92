package org.geovq.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.geovq.graph.Points;
import org.junit.jupiter.api.Test;

class ColumnSampleTest {
  private static final DistanceTable TABLE = Tables.of(Points.random(400, 2, 1), 10);

  private static DistanceTable sampled(ColumnSample sample) {
    return sample.table(Arrays.stream(TABLE.rows()).map(sample::columns).toArray(float[][]::new));
  }

  @Test
  void theSampleHoldsEveryLandmarkAndComesFromAllNodes() {
    int[] landmarks = {39, 0, 7};
    ColumnSample sample = ColumnSample.draw(40, landmarks, 15, 3);
    assertEquals(15, Arrays.stream(sample.nodes()).distinct().count());
    assertArrayEquals(Arrays.stream(sample.nodes()).sorted().toArray(), sample.nodes());
    for (int l = 0; l < 3; l++) {
      assertEquals(landmarks[l], sample.nodes()[sample.landmarks()[l]]);
    }
    assertEquals(40, sample.table(new float[3][15]).population());
  }

  @Test
  void everyOtherNodeIsDrawnEquallyOften() {
    int[] counts = new int[10];
    for (int seed = 0; seed < 4000; seed++) {
      for (int node : ColumnSample.draw(10, new int[] {4, 9}, 5, seed).nodes()) {
        counts[node]++;
      }
    }
    for (int node = 0; node < 10; node++) {
      // A node's chance is 3 / 8; the standard deviation of its count is 31.
      assertEquals(node == 4 || node == 9 ? 4000 : 1500, counts[node], 140);
    }
  }

  @Test
  void aSampleOfAllGivesThePlainLossAndTheSameMedoids() {
    ColumnSample all = ColumnSample.draw(400, TABLE.landmarks(), 1000, 1);
    assertArrayEquals(TABLE.landmarks(), all.landmarks());
    Clustering plain = KMedoids.best(TABLE, 6, 1, 1, 100, 1, loss -> {});
    Clustering sampled = KMedoids.best(sampled(all), 6, 1, 1, 100, 1, loss -> {});
    assertArrayEquals(plain.medoidRows(), sampled.medoidRows());
    assertEquals(plain.loss(), sampled.loss());
  }

  /** Nodes and landmarks anew each time: all of them are drawn at random. */
  @Test
  void theLossEstimatesThatOverAllNodesWithoutBias() {
    double[] errors = new double[300];
    for (int seed = 0; seed < 300; seed++) {
      DistanceTable table = Tables.of(Points.random(100, 2, seed), 5);
      int[] medoids = KMedoidsStart.random(table, 6, new SplittableRandom(seed));
      ColumnSample sample = ColumnSample.draw(100, table.landmarks(), 40, seed);
      float[][] columns = Arrays.stream(table.rows()).map(sample::columns).toArray(float[][]::new);
      double truth = Tables.loss(table, medoids, 1);
      double weight = sample.table(columns).weight(6);
      errors[seed] = weight * Tables.loss(sample.table(columns), medoids, 1) / truth - 1;
    }
    double mean = Arrays.stream(errors).average().orElseThrow();
    double variance = Arrays.stream(errors).map(e -> (e - mean) * (e - mean)).sum() / (300 - 1);
    assertTrue(variance > 0);
    assertEquals(0, mean, 4 * Math.sqrt(variance / 300));
  }

  @Test
  void medoidsOfASampleServeAllNodesAlmostAsWell() {
    double all = KMedoids.best(TABLE, 6, 1, 5, 100, 1, loss -> {}).loss();
    ColumnSample sample = ColumnSample.draw(400, TABLE.landmarks(), 200, 1);
    int[] medoids = KMedoids.best(sampled(sample), 6, 1, 5, 100, 1, loss -> {}).medoidRows();
    assertTrue(Tables.loss(TABLE, medoids, 1) < 1.1 * all);
  }

  @Test
  void aSampleThatCannotStandForTheOthersIsRefused() {
    int[] landmarks = {0, 1};
    assertThrows(IllegalArgumentException.class, () -> ColumnSample.draw(5, landmarks, 2, 1));
    assertEquals(2, ColumnSample.draw(2, landmarks, 2, 1).nodes().length);
  }
}
