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

  /** Half way on a logarithmic scale is the root of the product. */
  @Test
  void eachSeedIsComparedWithItsOwnCurve() {
    made.point(Arm.GEODESIC, 64, 0, Math.sqrt(0.008 * 0.006) - 0.0005, 250, null);
    made.point(Arm.GEODESIC, 64, 1, Math.sqrt(0.009 * 0.007) - 0.0007, 250, null);
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

  /** 350 bits at .0065 are no rate of a curve that has .006 at 300. */
  @Test
  void aPointOfMoreBitsAndMoreErrorIsNoneOfTheCurve() {
    made.point(Arm.KMEANS, 256, 0, 0.0065, 350, null);
    made.point(Arm.KMEANS, 512, 0, 0.004, 500, null);
    made.point(Arm.GEODESIC, 256, 0, 0.005, 350, null);
    made.point(Arm.KMEANS, 1024, 0, 0.0041, 600, null);
    made.point(Arm.GEODESIC, 512, 0, 0.004, 550, null);
    double there = Math.pow(0.006, 0.75) * Math.pow(0.004, 0.25);
    assertEquals(0.005 - there, differences().get(256).mean(), 1e-12);
    assertEquals(Set.of(256), differences().keySet());
  }

  @Test
  void beyondTheOtherCurveNothingIsCompared() {
    made.point(Arm.GEODESIC, 32, 0, 0.010, 199, null);
    made.point(Arm.GEODESIC, 256, 0, 0.004, 301, null);
    made.point(Arm.GEODESIC, 128, 2, 0.004, 250, null);
    assertEquals(Set.of(), differences().keySet());
  }

  /** exp(-R / 160) at other rates than those of the other arm's codebooks. */
  @Test
  void armsOnOneCurveDoNotDiffer() {
    for (int rate : new int[] {250, 350, 450}) {
      made.point(Arm.VQVAE, rate, 0, Math.exp(-rate / 160.0), rate, null);
    }
    for (int rate : new int[] {270, 371}) {
      made.point(Arm.GEODESIC, rate, 0, Math.exp(-rate / 160.0), rate, null);
    }
    Map<Integer, Spread> found =
        EqualRate.differences(made.metrics().sweep().points(), "geodesic", "vqvae");
    assertEquals(Set.of(270, 371), found.keySet());
    found.values().forEach(difference -> assertEquals(0, difference.mean(), 1e-15));
  }

  @Test
  void anArmTrainedOnceIsComparedWithEverySeedAndGivesNoSpread() {
    for (long seed = 0; seed < 3; seed++) {
      made.point(Arm.GEODESIC, 64, seed, 0.006, 250, null);
    }
    made.point(Arm.VQVAE, 64, 0, 0.007, 250, null);
    Map<Integer, Spread> found =
        EqualRate.differences(made.metrics().sweep().points(), "geodesic", "vqvae");
    assertEquals(1, found.get(64).n());
    assertEquals(0, found.get(64).standardDeviation());
    assertEquals(-0.001, found.get(64).mean(), 1e-12);
  }

  private Map<Integer, Spread> differences() {
    return EqualRate.differences(made.metrics().sweep().points(), "geodesic", "kmeans");
  }
}
