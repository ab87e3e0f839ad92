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

  private static double acosh(double x) {
    return Math.log(x + Math.sqrt(x * x - 1));
  }

  private static double fisherRao(float mu, double sigma, float otherMu, double otherSigma) {
    LatentPoints two =
        new LatentPoints(
            1,
            new float[] {mu, otherMu},
            new float[] {log(sigma * sigma), log(otherSigma * otherSigma)});
    double distance = Metric.FISHER_RAO.distance(two, 0, two, 1);
    assertEquals(distance, Metric.FISHER_RAO.distance(two, 1, two, 0));
    return distance;
  }

  @Test
  void fisherRaoAddsTheHyperbolicDistancesOfTheCoordinates() {
    // 1 + (9/2 + 1/4) / (2 1 1/2) = 5.75 and 1 + (16/2 + 1) / (2 2 1) = 3.25.
    double expected = Math.sqrt(2) * Math.hypot(acosh(5.75), acosh(3.25));
    assertEquals(expected, Metric.FISHER_RAO.distance(POINTS, 0, POINTS, 1), 1e-6);
  }

  @Test
  void fisherRaoOfEqualMeansIsTheRatioOfTheSigmas() {
    assertEquals(Math.sqrt(2) * Math.log(8), fisherRao(3, 0.5, 3, 4), 1e-6);
    assertEquals(0, fisherRao(3, 0.7, 3, 0.7));
  }

  @Test
  void fisherRaoDoesNotChangeWithTheScale() {
    assertEquals(fisherRao(1, 0.5, 4, 0.125), fisherRao(8 - 5, 4, 32 - 5, 1), 1e-6);
  }

  /** Close by it is |dmu| / sigma, whose digits 1 + x would lose; the next term is 1e-5 of it. */
  @Test
  void fisherRaoKeepsItsDigitsBetweenCloseVectors() {
    assertEquals(1e-10, fisherRao(0, 1, 1e-10f, 1), 1e-16);
    assertEquals(1e-6 / 0.5, fisherRao(0, 0.5, 1e-6f, 0.5), 1e-12);
    assertEquals(1e-3, fisherRao(0, 1, 1e-3f, 1), 1e-9);
  }

  /** The series ends where x / 2 is 1e-6; acosh by the series 2 (h - h^2 / 3 + 8 h^3 / 45). */
  @Test
  void theTwoFormsOfFisherRaoMeet() {
    for (double half : new double[] {0.99e-6, 1.01e-6, 1e-4}) {
      double expected = 8 * (half - half * half / 3 + 8 * half * half * half / 45);
      assertEquals(expected, FisherRao.fromHalf(half), 1e-11 * expected);
    }
  }

  @Test
  void namesAreThoseOfTheConfiguration() {
    assertEquals("wasserstein2", Metric.WASSERSTEIN2.configName());
    assertEquals("fisher-rao", Metric.FISHER_RAO.configName());
  }
}
