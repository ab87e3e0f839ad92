package org.geovq.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.geovq.nn.Kernels;
import org.geovq.nn.ParameterSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SamplingTest {
  private static final double ALMOST_ONE = Math.nextDown(1.0);
  private static final Sampling PLAIN = new Sampling(1, 0, 1);

  /** Codes with weights 3, 1, 4, 2; two numbers before and one after are not to be looked at. */
  private static final float[] LOGITS = {50, 50, log(3), log(1), log(4), log(2), 50};

  @BeforeAll
  static void chooseKernels() {
    Kernels.choose();
  }

  private static float log(double weight) {
    return (float) Math.log(weight);
  }

  private static int draw(Sampling sampling, double u) {
    return sampling.draw(LOGITS, 2, 4, u);
  }

  /**
   * Asserts the probabilities of the codes 0 to 3: where the quantiles pass from one to the next.
   */
  private static void assertProbabilities(Sampling sampling, double... expected) {
    double from = 0;
    for (int code = 0; code < 4; code++) {
      if (expected[code] > 0) {
        assertEquals(code, draw(sampling, from + 1e-5), sampling + " above " + from);
        from += expected[code];
        assertEquals(code, draw(sampling, from - 1e-5), sampling + " below " + from);
      }
    }
    assertEquals(1, from, 1e-9);
  }

  @Test
  void codesComeWithTheirProbabilities() {
    assertProbabilities(PLAIN, 0.3, 0.1, 0.4, 0.2);
  }

  /** Half the temperature squares the weights: 9, 1, 16, 4. */
  @Test
  void temperatureDividesTheLogits() {
    assertProbabilities(new Sampling(0.5, 0, 1), 9 / 30.0, 1 / 30.0, 16 / 30.0, 4 / 30.0);
    double r = Math.sqrt(2);
    double s = Math.sqrt(3);
    double sum = s + 1 + 2 + r;
    assertProbabilities(new Sampling(2, 0, 1), s / sum, 1 / sum, 2 / sum, r / sum);
  }

  @Test
  void topKKeepsTheMostLikelyCodes() {
    assertProbabilities(new Sampling(1, 1, 1), 0, 0, 1, 0);
    assertProbabilities(new Sampling(1, 2, 1), 3 / 7.0, 0, 4 / 7.0, 0);
    assertProbabilities(new Sampling(1, 3, 1), 3 / 9.0, 0, 4 / 9.0, 2 / 9.0);
    assertProbabilities(new Sampling(1, 4, 1), 0.3, 0.1, 0.4, 0.2);
    assertProbabilities(new Sampling(1, 9, 1), 0.3, 0.1, 0.4, 0.2);
  }

  /** 0.4 alone, then 0.7, 0.9, 1: the code that passes the mark is kept. */
  @Test
  void topPKeepsTheFewestCodesThatReachIt() {
    assertProbabilities(new Sampling(1, 0, 0), 0, 0, 1, 0);
    assertProbabilities(new Sampling(1, 0, 0.39), 0, 0, 1, 0);
    assertProbabilities(new Sampling(1, 0, 0.41), 3 / 7.0, 0, 4 / 7.0, 0);
    assertProbabilities(new Sampling(1, 0, 0.69), 3 / 7.0, 0, 4 / 7.0, 0);
    assertProbabilities(new Sampling(1, 0, 0.71), 3 / 9.0, 0, 4 / 9.0, 2 / 9.0);
    assertProbabilities(new Sampling(1, 0, 0.91), 0.3, 0.1, 0.4, 0.2);
  }

  @Test
  void topKAndTopPBothHold() {
    assertProbabilities(new Sampling(1, 2, 0.95), 3 / 7.0, 0, 4 / 7.0, 0);
    assertProbabilities(new Sampling(1, 3, 0.5), 3 / 7.0, 0, 4 / 7.0, 0);
  }

  @Test
  void ofEquallyLikelyCodesTheSmallerAreKept() {
    float[] equal = new float[4];
    assertEquals(2, new Sampling(1, 3, 1).draw(equal, 0, 4, ALMOST_ONE));
    assertEquals(1, new Sampling(1, 0, 0.5).draw(equal, 0, 4, ALMOST_ONE));
    assertEquals(3, PLAIN.draw(equal, 0, 4, ALMOST_ONE));
    assertEquals(1, PLAIN.draw(equal, 0, 4, 0.25));
  }

  @Test
  void theEndsOfTheUnitIntervalGiveTheFirstAndTheLastCode() {
    assertEquals(0, draw(PLAIN, 0));
    assertEquals(3, draw(PLAIN, ALMOST_ONE));
    assertEquals(2, draw(new Sampling(1, 1, 1), 0));
    assertEquals(2, draw(new Sampling(1, 1, 1), ALMOST_ONE));
  }

  /** exp(-1000) is 0 in double precision. */
  @Test
  void impossibleCodesAreNeverDrawn() {
    float[] logits = {-1000, 0, -1000};
    assertEquals(1, PLAIN.draw(logits, 0, 3, 0));
    assertEquals(1, PLAIN.draw(logits, 0, 3, ALMOST_ONE));
  }

  @Test
  void hugeLogitsDoNotOverflow() {
    float[] logits = {5000, 5000};
    assertEquals(0, PLAIN.draw(logits, 0, 2, 0.49));
    assertEquals(1, PLAIN.draw(logits, 0, 2, 0.51));
  }

  @Test
  void aSampleHangsNeitherOnTheBatchNorOnItsNeighbours() {
    GatedPixelCnn network = new GatedPixelCnn(5, 2, 3, 4, 2, 0);
    ParameterSet parameters = PriorsTest.sharpened(network, 3);
    long[] ids = {4, 0, 17, 3, 8};
    List<Sampling> samplings =
        List.of(PLAIN, new Sampling(0.5, 0, 1), PLAIN, new Sampling(1, 2, 1), PLAIN);
    int[][] together;
    try (CodeSampler sampler = new CodeSampler(network, parameters, 3)) {
      together = sampler.sample(ids, null, samplings, 6);
    }
    try (CodeSampler sampler = new CodeSampler(network, parameters, 1)) {
      for (int i = 0; i < ids.length; i++) {
        int[][] alone = sampler.sample(new long[] {ids[i]}, null, List.of(samplings.get(i)), 6);
        assertArrayEquals(together[i], alone[0], "id " + ids[i]);
      }
      int[][] other = sampler.sample(ids, null, samplings, 7);
      assertFalse(Arrays.deepEquals(together, other), "another seed, the same samples");
    }
  }

  /** 16 outcomes, 2,000 samples; chi-square with 15 degrees of freedom: 37.7 at 0.1 %. */
  @Test
  void samplesComeAsOftenAsTheNetworkFindsThemLikely() {
    int k = 4;
    int n = 2000;
    GatedPixelCnn network = new GatedPixelCnn(k, 1, 2, 4, 1, 0);
    ParameterSet parameters = PriorsTest.sharpened(network, 2);
    long[] ids = LongStream.range(0, n).toArray();
    int[] counts = new int[k * k];
    try (CodeSampler sampler = new CodeSampler(network, parameters, 250)) {
      for (int[] codes : sampler.sample(ids, null, Collections.nCopies(n, PLAIN), 1)) {
        counts[codes[0] * k + codes[1]]++;
      }
    }
    List<int[]> all = new ArrayList<>();
    for (int i = 0; i < k * k; i++) {
      all.add(new int[] {i / k, i % k});
    }
    double chiSquare = 0;
    try (CodeLikelihood likelihood = new CodeLikelihood(network, parameters, 16)) {
      double[] nats = likelihood.nats(all, null);
      for (int i = 0; i < k * k; i++) {
        double expected = n * Math.exp(-nats[i]);
        assertTrue(expected > 5, "too rare for the test: " + expected);
        chiSquare += (counts[i] - expected) * (counts[i] - expected) / expected;
      }
    }
    assertTrue(chiSquare < 37.7, "chi-square " + chiSquare);
  }
}
