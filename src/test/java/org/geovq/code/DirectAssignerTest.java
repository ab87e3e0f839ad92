package org.geovq.code;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.geovq.graph.LatentPoints;
import org.geovq.graph.Metric;
import org.geovq.graph.Points;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DirectAssignerTest {
  private static final LatentPoints MEDOIDS = Points.random(300, 3, 1);
  private static final LatentPoints VECTORS = Points.random(200, 3, 2);

  private static int[] assign(Metric metric) {
    int[] codes = new int[200];
    new DirectAssigner(MEDOIDS, metric).assign(VECTORS, 0, 200, codes);
    return codes;
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POSTERIOR")
  void theNearestMedoidInTheMetricGivesTheCode(Metric metric) {
    int[] codes = assign(metric);
    for (int i = 0; i < 200; i++) {
      int best = 0;
      for (int c = 1; c < 300; c++) {
        double distance = metric.distance(VECTORS, i, MEDOIDS, c);
        best = distance < metric.distance(VECTORS, i, MEDOIDS, best) ? c : best;
      }
      assertEquals(best, codes[i]);
    }
  }

  @Test
  void inThePosteriorMetricOnlyTheVectorsOwnSigmaCounts() {
    int[] codes = assign(Metric.POSTERIOR);
    for (int i = 0; i < 200; i++) {
      int best = 0;
      for (int c = 1; c < 300; c++) {
        best = ownSigma(i, c) < ownSigma(i, best) ? c : best;
      }
      assertEquals(best, codes[i]);
    }
  }

  private static double ownSigma(int i, int code) {
    double sum = 0;
    for (int d = 0; d < 3; d++) {
      double difference = VECTORS.mu()[3 * i + d] - MEDOIDS.mu()[3 * code + d];
      sum += difference * difference / Math.exp(VECTORS.logVariance()[3 * i + d]);
    }
    return sum;
  }

  @Test
  void tiesGoToTheSmallerCode() {
    LatentPoints medoids = Points.unitVariance(1, 2, 0, 2, 0);
    LatentPoints vectors = Points.unitVariance(1, 1, -1, 3);
    int[] codes = new int[3];
    new DirectAssigner(medoids, Metric.POSTERIOR).assign(vectors, 0, 3, codes);
    assertArrayEquals(new int[] {0, 1, 0}, codes);
  }

  @Test
  void oneCodeServesAll() {
    int[] codes = {7, 7};
    new DirectAssigner(Points.unitVariance(1, 2), Metric.EUCLIDEAN)
        .assign(Points.unitVariance(1, 5, -5), 0, 2, codes);
    assertArrayEquals(new int[] {0, 0}, codes);
  }
}
