package org.geovq.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TileOrderTest {
  @ParameterizedTest
  @EnumSource
  void isAPermutation(Metric metric) {
    int[] order = TileOrder.order(Points.onLattice(1000, 3, 4, 1), metric);
    Arrays.sort(order);
    assertArrayEquals(IntStream.range(0, 1000).toArray(), order);
  }

  /** 64 points on a line are eight eighths of it, each in a place of its own. */
  @Test
  void neighboursLieTogetherDownToEight() {
    float[] line = new float[64];
    for (int i = 0; i < 64; i++) {
      line[i] = 37 * i % 64;
    }
    int[] order = TileOrder.order(Points.unitVariance(1, line), Metric.EUCLIDEAN);
    for (int place = 0; place < 64; place++) {
      assertTrue(place / 8 == (int) line[order[place]] / 8, "place " + place);
    }
  }

  /** As codes are ordered, whose own sigmas do not count. */
  @Test
  void withoutWeightsTheCoordinatesDecide() {
    float[] mu = Points.random(500, 3, 1).mu();
    float[] infinite = new float[mu.length];
    Arrays.fill(infinite, Float.POSITIVE_INFINITY);
    assertArrayEquals(
        TileOrder.order(Points.unitVariance(3, mu), Metric.EUCLIDEAN),
        TileOrder.order(new LatentPoints(3, mu, infinite), Metric.POSTERIOR));
  }

  @Test
  void threadsDoNotChangeTheOrder() {
    LatentPoints points = Points.random(40_000, 2, 1);
    int[] one = new ForkJoinPool(1).invoke(task(points));
    int[] four = new ForkJoinPool(4).invoke(task(points));
    assertArrayEquals(one, four);
  }

  private static ForkJoinTask<int[]> task(LatentPoints points) {
    return ForkJoinTask.adapt(() -> TileOrder.order(points, Metric.EUCLIDEAN));
  }

  @Test
  void selectionPutsTheRankInItsPlace() {
    for (int place = 0; place < 50; place++) {
      long[] keys = IntStream.range(0, 50).mapToLong(i -> i * 31 % 17).toArray();
      long[] sorted = keys.clone();
      Arrays.sort(sorted);
      Selection.select(keys, 0, 50, place);
      long at = sorted[place];
      assertTrue(keys[place] == at);
      assertTrue(Arrays.stream(keys, 0, place).allMatch(key -> key <= at));
      assertTrue(Arrays.stream(keys, place, 50).allMatch(key -> key >= at));
    }
  }
}
