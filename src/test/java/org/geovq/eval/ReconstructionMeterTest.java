package org.geovq.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.geovq.data.ImageShape;
import org.junit.jupiter.api.Test;

class ReconstructionMeterTest {
  private static final ImageShape SHAPE = new ImageShape(7, 7, 1);

  /**
   * White against grey of 1 - d has mse d^2, l1 d, PSNR -20 log10 d and, with variances 0, an SSIM
   * of (2 (1 - d) + 1e-4) / (1 + (1 - d)^2 + 1e-4). The PSNR is the mean of 20, 6.02 and the capped
   * 100, not that of the mean mse.
   */
  @Test
  void averagesFiguresOfImages() {
    ReconstructionMeter meter = new ReconstructionMeter(SHAPE);
    meter.add(grey(1), grey(.9f));
    meter.add(grey(1), grey(.5f));
    meter.add(grey(1), grey(1));

    ReconstructionFigures figures = meter.figures();
    assertEquals((.01 + .25) / 3, figures.mse(), 1e-7);
    assertEquals(.6 / 3, figures.l1(), 1e-7);
    assertEquals((20 + 20 * Math.log10(2) + 100) / 3, figures.psnrDb(), 1e-5);
    assertEquals((1.8001 / 1.8101 + 1.0001 / 1.2501 + 1) / 3, figures.ssim(), 1e-7);
  }

  @Test
  void mergedPartsGiveTheWhole() {
    ReconstructionMeter whole = new ReconstructionMeter(SHAPE);
    ReconstructionMeter even = new ReconstructionMeter(SHAPE);
    ReconstructionMeter odd = new ReconstructionMeter(SHAPE);
    for (int i = 0; i < 9; i++) {
      whole.add(grey(1), grey(i / 10f));
      (i % 2 == 0 ? even : odd).add(grey(1), grey(i / 10f));
    }
    ReconstructionFigures merged = even.merge(odd).figures();
    assertEquals(whole.figures().mse(), merged.mse(), 1e-12);
    assertEquals(whole.figures().l1(), merged.l1(), 1e-12);
    assertEquals(whole.figures().psnrDb(), merged.psnrDb(), 1e-12);
    assertEquals(whole.figures().ssim(), merged.ssim(), 1e-12);
  }

  @Test
  void anImageThatIsRefusedLeavesNoTrace() {
    ReconstructionMeter meter = new ReconstructionMeter(SHAPE);
    assertThrows(IllegalArgumentException.class, () -> meter.add(grey(1), new float[48]));
    assertThrows(IllegalStateException.class, meter::figures);
  }

  @Test
  void metersOfOtherShapesAreNotMerged() {
    ReconstructionMeter other = new ReconstructionMeter(new ImageShape(8, 7, 1));
    assertThrows(IllegalArgumentException.class, () -> new ReconstructionMeter(SHAPE).merge(other));
  }

  private static float[] grey(float value) {
    float[] image = new float[49];
    Arrays.fill(image, value);
    return image;
  }
}
