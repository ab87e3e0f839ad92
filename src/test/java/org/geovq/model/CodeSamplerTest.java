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
import org.geovq.nn.NativeTest;
import org.geovq.nn.ParameterSet;
import org.geovq.nn.TestParameters;
import org.junit.jupiter.api.Test;

class CodeSamplerTest extends NativeTest {
  private static final Sampling PLAIN = new Sampling(1, 0, 1);

  /** Twice the usual starting values, so that codes hang on each other by much. */
  private static final GatedPixelCnn NETWORK = new GatedPixelCnn(2, 2, 2, 4, 2);

  private static final ParameterSet PARAMETERS = TestParameters.scaled(NETWORK, 3, 2);

  /** All 16 grids have probability 1 together only if no position sees itself or a later one. */
  @Test
  void theProbabilitiesOfAllGridsSumToOne() {
    assertEquals(1, Arrays.stream(probabilities()).sum(), 1e-5);
  }

  /** 8,000 grids: the standard deviation of a frequency is at most 0.0056. */
  @Test
  void gridsAreAsFrequentAsTheyAreLikely() {
    double[] expected = probabilities();
    double[] frequencies = new double[16];
    for (int[] codes : sample(LongStream.range(0, 8_000).toArray(), 500, PLAIN, 1)) {
      frequencies[number(codes)] += 1.0 / 8_000;
    }
    double largest = Arrays.stream(expected).max().getAsDouble();
    assertTrue(largest > 0.12 && largest < 0.6, "should be uneven: " + largest);
    assertArrayEquals(expected, frequencies, 0.023);
  }

  @Test
  void aGridHangsOnItsIdAndTheSeedAlone() {
    long[] ids = LongStream.range(0, 50).toArray();
    int[][] together = sample(ids, 64, PLAIN, 1);
    int[][] inSmallBatches = sample(ids, 7, PLAIN, 1);
    int[][] alone = sample(new long[] {41, 3}, 2, PLAIN, 1);
    assertArrayEquals(together, inSmallBatches);
    assertArrayEquals(together[41], alone[0]);
    assertArrayEquals(together[3], alone[1]);
    assertFalse(Arrays.deepEquals(together, sample(ids, 64, PLAIN, 2)));
  }

  @Test
  void everyGridIsDrawnInItsOwnWay() {
    Sampling cold = new Sampling(0.05, 0, 1);
    long[] ids = {7, 7};
    try (CodeSampler sampler = new CodeSampler(NETWORK, PARAMETERS, 2)) {
      for (long seed = 0; seed < 10; seed++) {
        int[][] mixed = sampler.sample(ids, List.of(PLAIN, cold), seed);
        assertArrayEquals(sampler.sample(ids, List.of(PLAIN, PLAIN), seed)[0], mixed[0]);
        assertArrayEquals(sampler.sample(ids, List.of(cold, cold), seed)[1], mixed[1]);
      }
    }
  }

  /** With one code to draw from, the draws do not matter. */
  @Test
  void topOneAlwaysGivesTheSameGrid() {
    int[][] grids = sample(new long[] {1, 2, 3, 4, 5}, 5, new Sampling(1, 1, 1), 1);
    for (int[] grid : grids) {
      assertArrayEquals(grids[0], grid);
    }
  }

  private static int[][] sample(long[] ids, int batchSize, Sampling sampling, long seed) {
    try (CodeSampler sampler = new CodeSampler(NETWORK, PARAMETERS, batchSize)) {
      return sampler.sample(ids, Collections.nCopies(ids.length, sampling), seed);
    }
  }

  private static double[] probabilities() {
    List<int[]> grids = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      grids.add(new int[] {i >> 3 & 1, i >> 2 & 1, i >> 1 & 1, i & 1});
    }
    try (CodeLikelihood likelihood = new CodeLikelihood(NETWORK, PARAMETERS, 5)) {
      return Arrays.stream(likelihood.nats(grids)).map(nats -> Math.exp(-nats)).toArray();
    }
  }

  private static int number(int[] codes) {
    return codes[0] << 3 | codes[1] << 2 | codes[2] << 1 | codes[3];
  }
}
