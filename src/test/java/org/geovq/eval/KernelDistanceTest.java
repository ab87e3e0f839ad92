package org.geovq.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.geovq.random.Draw;
import org.junit.jupiter.api.Test;

class KernelDistanceTest {
  /**
   * One dimension, {0, 1} against {2, 3}: within, k(0, 1) = 1 and k(2, 3) = 7^3; across, 1, 1, 27
   * and 64, mean 93/4. So 1 + 343 - 2 * 93/4.
   */
  @Test
  void twoPairsByHand() {
    Spread found = KernelDistance.between(new float[][] {{0}, {1}}, new float[][] {{2}, {3}}, 1, 2);
    assertEquals(new Spread(344 - 46.5, 0, 1), found);
  }

  @Test
  void blocksAreThoseOfALoopOverAllPairs() {
    float[][] a = random("a", 30, 0);
    float[][] b = random("b", 36, 0.3f);
    double[] expected = {slow(a, b, 0, 10), slow(a, b, 10, 10), slow(a, b, 20, 10)};
    Spread spread = Spread.of(expected);
    Spread found = KernelDistance.between(a, b, 3, 10);
    assertEquals(spread.mean(), found.mean(), 1e-10);
    assertEquals(spread.standardDeviation(), found.standardDeviation(), 1e-10);
    assertEquals(3, found.n());
  }

  /** Over 40 blocks the mean of an unbiased estimate is within three of its own deviations of 0. */
  @Test
  void setsOfOneDistributionAreAtZeroOnAverage() {
    Spread same = KernelDistance.between(random("a", 2000, 0), random("b", 2000, 0), 40, 50);
    assertEquals(0, same.mean(), 3 * same.standardDeviation() / Math.sqrt(40));
    Spread other = KernelDistance.between(random("a", 2000, 0), random("b", 2000, 1), 40, 50);
    assertEquals(1, Math.signum(other.mean() - 10 * other.standardDeviation() / Math.sqrt(40)));
  }

  @Test
  void refusesTooFewVectorsAndOtherDimensions() {
    float[][] four = random("a", 4, 0);
    assertThrows(IllegalArgumentException.class, () -> KernelDistance.between(four, four, 2, 3));
    assertThrows(IllegalArgumentException.class, () -> KernelDistance.between(four, four, 4, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> KernelDistance.between(four, new float[][] {{1}, {2}}, 1, 2));
  }

  /** The three of lowest rank, whatever the order and the parts. */
  @Test
  void aSampleIsOfTheLowestRanks() {
    FeatureSample whole = new FeatureSample(3);
    FeatureSample left = new FeatureSample(3);
    FeatureSample right = new FeatureSample(3);
    long[] ranks = {5, -7, 9, 0, 2, 8};
    float[] features = {50, 51, -70, -71, 90, 91, 0, 1, 20, 21, 80, 81};
    for (int i = 0; i < ranks.length; i++) {
      whole.add(ranks[i], features, i, 2);
      (i < 2 ? left : right).add(ranks[i], features, i, 2);
    }
    float[][] expected = {{-70, -71}, {0, 1}, {20, 21}};
    assertArrayEquals(expected, whole.features());
    assertArrayEquals(expected, right.merge(left).features());
  }

  private static double slow(float[][] a, float[][] b, int from, int size) {
    double within = 0;
    double across = 0;
    for (int i = from; i < from + size; i++) {
      for (int j = from; j < from + size; j++) {
        within += i == j ? 0 : kernel(a[i], a[j]) + kernel(b[i], b[j]);
        across += kernel(a[i], b[j]);
      }
    }
    return within / (size * (size - 1)) - 2 * across / (size * size);
  }

  private static double kernel(float[] x, float[] y) {
    double product = 0;
    for (int i = 0; i < x.length; i++) {
      product += (double) x[i] * y[i];
    }
    return Math.pow(product / x.length + 1, 3);
  }

  private static float[][] random(String name, int count, float shift) {
    float[][] features = new float[count][5];
    for (int i = 0; i < count; i++) {
      var random = Draw.generator(1, name, i);
      for (int d = 0; d < 5; d++) {
        features[i][d] = shift + (float) random.nextGaussian();
      }
    }
    return features;
  }
}
