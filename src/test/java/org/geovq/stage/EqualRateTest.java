package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;
import org.geovq.config.Arm;
import org.geovq.eval.Spread;
import org.junit.jupiter.api.Test;

final class EqualRateTest {
  private final MadeUpMetrics made =
      new MadeUpMetrics(Arm.GEODESIC, Arm.KMEANS)
          .point(Arm.KMEANS, 64, 0, 0.008, 200, null)
          .point(Arm.KMEANS, 128, 0, 0.006, 300, null)
          .point(Arm.KMEANS, 64, 1, 0.009, 200, null)
          .point(Arm.KMEANS, 128, 1, 0.007, 300, null);

  /** A quarter of the way from 0.008 to 0.006 is 0.0075, from 0.009 to 0.007 it is 0.0085. */
  @Test
  void eachSeedIsComparedWithItsOwnCurve() {
    made.point(Arm.GEODESIC, 64, 0, 0.0070, 225, null);
    made.point(Arm.GEODESIC, 64, 1, 0.0078, 225, null);
    Spread spread = differences().get(64);
    assertEquals(-0.0006, spread.mean(), 1e-12);
    assertEquals(Math.sqrt(2) * 0.0001, spread.standardDeviation(), 1e-12);
    assertEquals(2, spread.n());
  }

  @Test
  void aPointOfEqualEntropyIsTakenAsItIs() {
    made.point(Arm.GEODESIC, 128, 0, 0.005, 300, null);
    assertEquals(-0.001, differences().get(128).mean(), 1e-12);
  }

  @Test
  void beyondTheOtherCurveNothingIsCompared() {
    made.point(Arm.GEODESIC, 32, 0, 0.010, 199, null);
    made.point(Arm.GEODESIC, 256, 0, 0.004, 301, null);
    made.point(Arm.GEODESIC, 128, 2, 0.004, 250, null);
    assertEquals(Set.of(), differences().keySet());
  }

  private Map<Integer, Spread> differences() {
    return EqualRate.differences(made.metrics().sweep().points(), "geodesic", "kmeans");
  }
}
