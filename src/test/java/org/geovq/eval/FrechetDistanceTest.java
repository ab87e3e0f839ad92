package org.geovq.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.geovq.random.Draw;
import org.junit.jupiter.api.Test;

class FrechetDistanceTest {
  /** The four corners (x +- s, y +- t): mean (x, y), variances 4/3 s^2 and 4/3 t^2. */
  private static FeatureMoments corners(float x, float y, float s, float t) {
    FeatureMoments moments = new FeatureMoments(2);
    for (int corner = 0; corner < 4; corner++) {
      moments.add(new float[] {corner < 2 ? x - s : x + s, corner % 2 == 0 ? y - t : y + t}, 1);
    }
    return moments;
  }

  /** Random correlated vectors, all multiplied by the scale. */
  private static FeatureMoments random(String name, int count, int dimension, float scale) {
    FeatureMoments moments = new FeatureMoments(dimension);
    for (int i = 0; i < count; i++) {
      SplittableRandom random = Draw.generator(1, name, i);
      float[] features = new float[dimension];
      float before = 1;
      for (int d = 0; d < dimension; d++) {
        before = (float) (.5 * before + random.nextGaussian());
        features[d] = scale * before;
      }
      moments.add(features, 1);
    }
    return moments;
  }

  /**
   * With axes along the coordinates it is |m1 - m2|^2 + sum of (s1 - s2)^2: 1 + 4 + 4/3 (1.5^2 +
   * 1.5^2) = 11.
   */
  @Test
  void diagonalGaussiansByHand() {
    FeatureMoments a = corners(1, 1, 3, 1.5f);
    FeatureMoments b = corners(2, 3, 1.5f, 3);
    assertEquals(11, FrechetDistance.between(a, b), 1e-12);
  }

  @Test
  void oneDimensionIsTheDifferenceOfMeansAndDeviations() {
    FeatureMoments a = new FeatureMoments(1);
    FeatureMoments b = new FeatureMoments(1);
    for (int i = 0; i < 3; i++) {
      a.add(new float[] {i}, 1); // mean 1, deviation 1
      b.add(new float[] {5 + 3 * i}, 1); // mean 8, deviation 3
    }
    assertEquals(49 + 4, FrechetDistance.between(a, b), 1e-12);
  }

  /** For 2 x 2, tr (A B)^(1/2) = sqrt(tr(A B) + 2 sqrt(det A det B)), by Cayley and Hamilton. */
  @Test
  void turnedAxesAgreeWithTheFormulaForTwoDimensions() {
    FeatureMoments a = random("a", 7, 2, 1);
    FeatureMoments b = random("b", 9, 2, 3);
    double[][] p = a.covariance();
    double[][] q = b.covariance();
    double product = p[0][0] * q[0][0] + 2 * p[0][1] * q[0][1] + p[1][1] * q[1][1];
    double determinants =
        (p[0][0] * p[1][1] - p[0][1] * p[0][1]) * (q[0][0] * q[1][1] - q[0][1] * q[0][1]);
    double root = Math.sqrt(product + 2 * Math.sqrt(determinants));
    double dx = a.mean()[0] - b.mean()[0];
    double dy = a.mean()[1] - b.mean()[1];
    double traces = p[0][0] + p[1][1] + q[0][0] + q[1][1];
    double expected = dx * dx + dy * dy + traces - 2 * root;
    assertEquals(expected, FrechetDistance.between(a, b), 1e-12 * traces);
  }

  @Test
  void theSameSetIsAtDistanceZero() {
    FeatureMoments a = random("a", 200, 64, 1);
    assertEquals(0, FrechetDistance.between(a, a), 1e-9);
  }

  @Test
  void theOrderDoesNotMatter() {
    FeatureMoments a = random("a", 100, 16, 1);
    FeatureMoments b = random("b", 80, 16, 2);
    double distance = FrechetDistance.between(a, b);
    assertEquals(distance, FrechetDistance.between(b, a), 1e-10 * distance);
  }

  /** Ten vectors of 64 numbers, and the same doubled: |m|^2 + tr C, as the deviations double. */
  @Test
  void singularCovariancesWork() {
    FeatureMoments a = random("a", 10, 64, 1);
    FeatureMoments b = random("a", 10, 64, 2);
    double expected = 0;
    for (int d = 0; d < 64; d++) {
      expected += a.mean()[d] * a.mean()[d] + a.covariance()[d][d];
    }
    assertEquals(expected, FrechetDistance.between(a, b), 1e-9 * expected);
    assertEquals(0, FrechetDistance.between(a, a), 1e-9);
  }

  /** Variances 12 and 3 along different axes, nothing in common: their sum. */
  @Test
  void featuresThatNeverVaryCountAsZero() {
    FeatureMoments a = corners(0, 0, 3, 0);
    FeatureMoments b = corners(0, 0, 0, 1.5f);
    assertEquals(15, FrechetDistance.between(a, b), 1e-12);
    FeatureMoments dead = corners(0, 0, 0, 0);
    assertEquals(12, FrechetDistance.between(a, dead), 1e-12);
    assertEquals(0, FrechetDistance.between(dead, dead));
  }

  @Test
  void refusesOtherDimensionsAndTooFewVectors() {
    FeatureMoments plane = corners(0, 0, 1, 1);
    FeatureMoments single = new FeatureMoments(2);
    single.add(new float[2], 1);
    assertThrows(
        IllegalArgumentException.class, () -> FrechetDistance.between(plane, random("a", 3, 3, 1)));
    assertThrows(IllegalStateException.class, () -> FrechetDistance.between(plane, single));
  }

  /**
   * Features behind a ReLU: most are always 0, and the others are few numbers mixed, so that the
   * covariance has hardly any rank. Twice the features have four times the covariance and twice the
   * mean: their distance is |m|^2 + tr C (2 - 1)^2.
   */
  @Test
  void featuresThatAreMostlyZeroHaveADistance() {
    for (int rank = 1; rank <= 10; rank++) {
      for (int set = 0; set < 10; set++) {
        FeatureMoments once = ofLowRank(rank, set, 1);
        double expected = 0;
        for (int i = 0; i < 64; i++) {
          expected += once.mean()[i] * once.mean()[i] + once.covariance()[i][i];
        }
        double found = FrechetDistance.between(once, ofLowRank(rank, set, 2));
        assertEquals(expected, found, 1e-6 * expected, "rank " + rank + " set " + set);
      }
    }
  }

  /** 60 vectors of 64 features, most of them always 0, the rest of the given rank. */
  private static FeatureMoments ofLowRank(int rank, int set, float scale) {
    SplittableRandom random = Draw.generator(rank, "mixture", set);
    double[][] mixture = new double[64][];
    for (int i = 0; i < 64; i++) {
      boolean always0 = random.nextDouble() < .8;
      mixture[i] = always0 ? new double[rank] : random.doubles(rank, -1, 1).toArray();
    }
    FeatureMoments moments = new FeatureMoments(64);
    for (int n = 0; n < 60; n++) {
      double[] hidden = random.doubles(rank, -1, 1).toArray();
      float[] features = new float[64];
      for (int i = 0; i < 64; i++) {
        for (int r = 0; r < rank; r++) {
          features[i] += scale * (float) (mixture[i][r] * hidden[r]);
        }
      }
      moments.add(features, 1);
    }
    return moments;
  }
}
