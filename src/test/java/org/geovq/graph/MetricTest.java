package org.geovq.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MetricTest {
  /** (0, 0) with sigma (1, 2) and (3, 4) with sigma (1/2, 1). */
  private static final LatentPoints POINTS =
      new LatentPoints(2, new float[] {0, 0, 3, 4}, new float[] {0, log(4), log(0.25), 0});

  private static float log(double variance) {
    return (float) Math.log(variance);
  }

  @Test
  void euclideanIsThatOfTheMeans() {
    assertEquals(5, Metric.EUCLIDEAN.distance(POINTS, 0, POINTS, 1), 1e-12);
  }

  @Test
  void posteriorWeighsByTheMeanPrecision() {
    // 1/2 (9 (1 + 4) + 16 (1/4 + 1)) = 1/2 (45 + 20) = 32.5.
    assertEquals(Math.sqrt(32.5), Metric.POSTERIOR.distance(POINTS, 0, POINTS, 1), 1e-6);
  }

  @Test
  void wassersteinAddsTheDifferenceOfTheSigmas() {
    // 25 + (1 - 1/2)^2 + (2 - 1)^2 = 26.25.
    assertEquals(Math.sqrt(26.25), Metric.WASSERSTEIN2.distance(POINTS, 0, POINTS, 1), 1e-6);
  }

  @Test
  void namesAreThoseOfTheConfiguration() {
    assertEquals("wasserstein2", Metric.WASSERSTEIN2.configName());
  }
}
