package org.geovq.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplingTest {
  private static final Sampling PLAIN = new Sampling(1, 0, 1);

  /** Probabilities 0.2, 0.5, 0.3, after one value that does not belong to them. */
  private static final float[] LOGITS = {
    99, (float) Math.log(0.2), (float) Math.log(0.5), (float) Math.log(0.3)
  };

  @Test
  void aCodeOwnsAsMuchOfTheUnitIntervalAsItsProbability() {
    assertShares(PLAIN, 0.2, 0.5, 0.3);
  }

  /** Squares 0.04, 0.25, 0.09, together 0.38. */
  @Test
  void halfTheTemperatureSquaresTheProbabilities() {
    assertShares(new Sampling(0.5, 0, 1), 0.04 / 0.38, 0.25 / 0.38, 0.09 / 0.38);
  }

  @Test
  void topKKeepsTheMostLikely() {
    assertShares(new Sampling(1, 2, 1), 0, 0.5 / 0.8, 0.3 / 0.8);
    assertShares(new Sampling(1, 1, 1), 0, 1, 0);
    assertShares(new Sampling(1, 3, 1), 0.2, 0.5, 0.3);
    assertShares(new Sampling(1, 99, 1), 0.2, 0.5, 0.3);
  }

  /** 0.5 alone reaches 0.45; 0.6 needs 0.3 too; 0.85 needs all. */
  @Test
  void topPKeepsTheFewestThatReachIt() {
    assertShares(new Sampling(1, 0, 0.45), 0, 1, 0);
    assertShares(new Sampling(1, 0, 0.6), 0, 0.5 / 0.8, 0.3 / 0.8);
    assertShares(new Sampling(1, 0, 0.85), 0.2, 0.5, 0.3);
    assertShares(new Sampling(1, 0, 1e-9), 0, 1, 0);
  }

  /** At temperature 0.5 the likeliest has 0.25 / 0.38 = 0.658 and alone reaches 0.6. */
  @Test
  void topPIsTakenAfterTheTemperature() {
    assertShares(new Sampling(0.5, 0, 0.6), 0, 1, 0);
  }

  @Test
  void theStricterOfTopKAndTopPDecides() {
    assertShares(new Sampling(1, 1, 0.6), 0, 1, 0);
    assertShares(new Sampling(1, 2, 0.45), 0, 1, 0);
  }

  @Test
  void ofEquallyLikelyCodesTopKKeepsTheSmaller() {
    float[] equal = new float[4];
    Sampling two = new Sampling(1, 2, 1);
    assertEquals(0, two.draw(equal, 0, 4, 0.49));
    assertEquals(1, two.draw(equal, 0, 4, 0.51));
    assertEquals(1, two.draw(equal, 0, 4, Math.nextDown(1.0)));
  }

  @Test
  void extremeLogitsNeitherOverflowNorGiveImpossibleCodes() {
    float[] logits = {-1e30f, 3e4f, Float.NEGATIVE_INFINITY, 3e4f};
    assertEquals(1, PLAIN.draw(logits, 0, 4, 0));
    assertEquals(3, PLAIN.draw(logits, 0, 4, Math.nextDown(1.0)));
    assertEquals(1, new Sampling(0.01, 0, 1).draw(logits, 0, 4, 0.3));
  }

  /** Counts over 10,000 evenly spread quantiles; rounding may shift one at each border. */
  private static void assertShares(Sampling sampling, double... expected) {
    double[] shares = new double[3];
    IntStream.range(0, 10_000)
        .forEach(i -> shares[sampling.draw(LOGITS, 1, 3, (i + 0.5) / 10_000)] += 1e-4);
    assertArrayEquals(expected, shares, 2.01e-4);
  }
}
