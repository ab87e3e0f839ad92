package org.geovq.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.geovq.random.Draw;
import org.junit.jupiter.api.Test;

class FeatureMomentsTest {
  /** Mean (2, 5), deviations (-1, -3), (1, -1), (0, 4): sums of products 2, 2, 26, over n - 1. */
  @Test
  void meanAndSampleCovarianceByHand() {
    FeatureMoments moments = new FeatureMoments(2);
    moments.add(new float[] {1, 2}, 1);
    moments.add(new float[] {3, 4}, 1);
    moments.add(new float[] {2, 9}, 1);
    assertEquals(3, moments.count());
    assertArrayEquals(new double[] {2, 5}, moments.mean(), 1e-14);
    assertArrayEquals(new double[] {1, 1}, moments.covariance()[0], 1e-14);
    assertArrayEquals(new double[] {1, 13}, moments.covariance()[1], 1e-14);
  }

  /** Values 2^23 and 2^23 + 1, which sums of squares in doubles would blur: variance n / 4(n-1). */
  @Test
  void covarianceSurvivesALargeMean() {
    FeatureMoments moments = new FeatureMoments(2);
    for (int i = 0; i < 10_000; i++) {
      moments.add(new float[] {(1 << 23) + i % 2, (1 << 23) + 1 - i % 2}, 1);
    }
    double variance = .25 * 10_000 / 9_999;
    assertArrayEquals(new double[] {variance, -variance}, moments.covariance()[0], 1e-9);
  }

  @Test
  void mergedPartsGiveTheWhole() {
    FeatureMoments whole = new FeatureMoments(5);
    FeatureMoments merged = new FeatureMoments(5);
    for (int part = 0; part < 4; part++) {
      FeatureMoments moments = new FeatureMoments(5);
      for (int i = 0; i < 3 * part; i++) {
        SplittableRandom random = Draw.generator(1, "features", 10 * part + i);
        float[] features = new float[5];
        for (int d = 0; d < 5; d++) {
          features[d] = (float) (part * d + random.nextGaussian() + features[0]);
        }
        whole.add(features, 1);
        moments.add(features, 1);
      }
      merged.merge(moments);
    }
    assertEquals(18, merged.count());
    assertArrayEquals(whole.mean(), merged.mean(), 1e-12);
    for (int d = 0; d < 5; d++) {
      assertArrayEquals(whole.covariance()[d], merged.covariance()[d], 1e-11);
    }
  }

  @Test
  void vectorsThatAreAddedTogetherCountLikeOneAfterTheOther() {
    float[] features = new float[12 * 3];
    FeatureMoments single = new FeatureMoments(3);
    for (int i = 0; i < 12; i++) {
      SplittableRandom random = Draw.generator(2, "features", i);
      for (int d = 0; d < 3; d++) {
        features[3 * i + d] = (float) (100 + d * random.nextGaussian());
      }
      single.add(Arrays.copyOfRange(features, 3 * i, 3 * i + 3), 1);
    }
    FeatureMoments together = new FeatureMoments(3);
    together.add(Arrays.copyOf(features, 21), 7);
    together.add(new float[0], 0);
    together.add(Arrays.copyOfRange(features, 21, 36), 5);
    assertEquals(12, together.count());
    assertArrayEquals(single.mean(), together.mean(), 1e-12);
    for (int d = 0; d < 3; d++) {
      assertArrayEquals(single.covariance()[d], together.covariance()[d], 1e-12);
    }
    assertThrows(IllegalArgumentException.class, () -> together.add(new float[5], 2));
  }

  @Test
  void refusesOtherSizesTooFewVectorsAndWhatIsNoNumber() {
    FeatureMoments moments = new FeatureMoments(2);
    assertThrows(IllegalArgumentException.class, () -> new FeatureMoments(0));
    assertThrows(IllegalArgumentException.class, () -> moments.add(new float[3], 1));
    assertThrows(IllegalArgumentException.class, () -> moments.add(new float[] {0, Float.NaN}, 1));
    assertThrows(IllegalArgumentException.class, () -> moments.merge(new FeatureMoments(3)));
    assertThrows(IllegalStateException.class, moments::mean);
    moments.add(new float[2], 1);
    assertThrows(IllegalStateException.class, moments::covariance);
    moments.add(new float[2], 1);
    assertArrayEquals(new double[2], moments.covariance()[1]);
  }
}
