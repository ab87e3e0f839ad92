package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.geovq.config.Arm;
import org.junit.jupiter.api.Test;

final class BestPriorTest {
  /** The other one happens to be better on the test images, which are not there to choose by. */
  @Test
  void itIsChosenByTheValidationImages() {
    Metrics metrics =
        new MadeUpMetrics(Arm.GEODESIC)
            .prior(Arm.GEODESIC, "pixelcnn", 181, 184)
            .prior(Arm.GEODESIC, "transformer", 182, 183)
            .metrics();
    BestPrior best = BestPrior.of(metrics, Arm.GEODESIC);
    assertEquals("pixelcnn", best.kind());
    assertEquals(184 / Math.log(2), best.bitsPerImage(), 1e-9);
  }
}
