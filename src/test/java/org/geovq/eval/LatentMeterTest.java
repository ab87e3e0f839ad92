package org.geovq.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.geovq.random.Draw;
import org.junit.jupiter.api.Test;

class LatentMeterTest {
  private static final float LOG_4 = (float) Math.log(4);

  /**
   * KL of N(mu, s^2) is (mu^2 + s^2 - 1 - log s^2) / 2: of N(1, 1) 1/2, of N(0, 4) (3 - log 4) / 2,
   * of N(2, 1) 2, of N(0, 1) 0. Channel 0 holds 1/2 + (3 - log 4) / 2 over two positions, twice.
   */
  @Test
  void klIsThatOfGaussians() {
    LatentMeter meter = new LatentMeter(2, 2);
    meter.add(new float[] {1, 0, 2, 0}, new float[] {0, LOG_4, 0, 0});
    meter.add(new float[] {-1, 0, 0, 0}, new float[] {0, LOG_4, 0, 0});
    LatentFigures figures = meter.figures();
    double first = .5 + (3 - Math.log(4)) / 2;
    assertArrayEquals(new double[] {first / 2, .5}, figures.klNatsPerChannel(), 1e-7);
    assertEquals(first + 1, figures.klNatsPerImage(), 1e-7);
  }

  /**
   * Over two images mu differs by 2 (variance 1), by .22 (.0121, active), by .18 (.0081, not) or by
   * nothing.
   */
  @Test
  void unitsAreChannelsAtPositionsWhoseMuVaries() {
    LatentMeter meter = new LatentMeter(3, 2);
    meter.add(new float[] {1, .22f, 100, .18f, 5, 0}, new float[6]);
    meter.add(new float[] {-1, 0, 100, 0, 5, .22f}, new float[6]);
    LatentFigures figures = meter.figures();
    assertEquals(3, figures.activeUnits());
    assertEquals(2, figures.activeChannels());
  }

  @Test
  void withAFlatHeadUnitsAreChannels() {
    LatentMeter meter = new LatentMeter(3, 1);
    meter.add(new float[] {1, 0, 0}, new float[3]);
    meter.add(new float[] {-1, 0, 1}, new float[3]);
    assertEquals(2, meter.figures().activeUnits());
    assertEquals(2, meter.figures().activeChannels());
  }

  /** A mean of 10,000 and a variance of .0121: sums of squares in floats would lose it. */
  @Test
  void varianceSurvivesALargeMean() {
    LatentMeter active = new LatentMeter(1, 1);
    LatentMeter passive = new LatentMeter(1, 1);
    for (int i = 0; i < 10_000; i++) {
      active.add(new float[] {10_000 + (i % 2 == 0 ? .11f : -.11f)}, new float[1]);
      passive.add(new float[] {10_000 + (i % 2 == 0 ? .09f : -.09f)}, new float[1]);
    }
    assertEquals(1, active.figures().activeUnits());
    assertEquals(0, passive.figures().activeUnits());
  }

  /** Every part on its own has a variance of 0; only together are the units active. */
  @Test
  void mergingSeesTheVarianceBetweenParts() {
    LatentMeter merged = new LatentMeter(1, 2);
    for (int part = 0; part < 4; part++) {
      LatentMeter meter = new LatentMeter(1, 2);
      meter.add(new float[] {part, 0}, new float[2]);
      meter.add(new float[] {part, 0}, new float[2]);
      assertEquals(0, meter.figures().activeUnits());
      merged.merge(meter).merge(new LatentMeter(1, 2));
    }
    assertEquals(1, merged.figures().activeUnits());
    // Mean of part^2 / 2 over 0 .. 3.
    assertEquals(14 / 8., merged.figures().klNatsPerImage(), 1e-12);
  }

  /** Spreads about the threshold of .01, so that an error of the merge changes the number. */
  @Test
  void mergedPartsGiveTheWhole() {
    LatentMeter whole = new LatentMeter(2, 50);
    LatentMeter[] parts = new LatentMeter[3];
    for (int p = 0; p < 3; p++) {
      parts[p] = new LatentMeter(2, 50);
    }
    for (int i = 0; i < 300; i++) {
      SplittableRandom random = Draw.generator(1, "latent", i);
      float[] mu = new float[100];
      float[] logVariance = new float[100];
      for (int unit = 0; unit < 100; unit++) {
        mu[unit] = (float) ((2 * random.nextDouble() - 1) * Math.sqrt(.03) + i / 300. * .01);
        logVariance[unit] = (float) -random.nextDouble();
      }
      whole.add(mu, logVariance);
      parts[i % 7 % 3].add(mu, logVariance);
    }
    LatentFigures expected = whole.figures();
    LatentFigures merged = parts[0].merge(parts[1]).merge(parts[2]).figures();
    assertEquals(expected.activeUnits(), merged.activeUnits());
    assertEquals(expected.klNatsPerImage(), merged.klNatsPerImage(), 1e-10);
    assertArrayEquals(expected.klNatsPerChannel(), merged.klNatsPerChannel(), 1e-12);
  }

  @Test
  void refusesOtherSizesAndEmptyMeters() {
    LatentMeter meter = new LatentMeter(2, 3);
    assertThrows(IllegalArgumentException.class, () -> new LatentMeter(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new LatentMeter(1, 0));
    assertThrows(IllegalArgumentException.class, () -> meter.add(new float[5], new float[6]));
    assertThrows(IllegalArgumentException.class, () -> meter.add(new float[6], new float[5]));
    assertThrows(IllegalArgumentException.class, () -> meter.merge(new LatentMeter(3, 2)));
    assertThrows(IllegalStateException.class, meter::figures);
  }
}
