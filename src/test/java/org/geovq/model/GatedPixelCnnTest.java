package org.geovq.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.geovq.nn.Inference;
import org.geovq.nn.NativeTest;
import org.geovq.nn.ParameterSet;
import org.geovq.nn.TestParameters;
import org.junit.jupiter.api.Test;

class GatedPixelCnnTest extends NativeTest {
  private static final int SIDE = 5;
  private static final int POSITIONS = SIDE * SIDE;
  private static final int K = 7;

  /** Five layers reach from any corner of the grid to any other. */
  private static final GatedPixelCnn NETWORK = new GatedPixelCnn(K, SIDE, SIDE, 6, 5);

  /**
   * Changes one code after the other. Equality is to the bit: what a position must not see cannot
   * touch its sums. Twice the usual starting values, so that what it sees from afar is not rounded
   * away.
   */
  @Test
  void aPositionSeesEveryEarlierOneAndNeitherItselfNorALaterOne() {
    int[] codes = new SplittableRandom(1).ints(POSITIONS, 0, K).toArray();
    float[] inputs = new float[(POSITIONS + 1) * POSITIONS];
    for (int variant = 0; variant <= POSITIONS; variant++) {
      for (int p = 0; p < POSITIONS; p++) {
        inputs[variant * POSITIONS + p] = (codes[p] + (p == variant - 1 ? 1 : 0)) % K;
      }
    }
    float[] logits = logits(TestParameters.scaled(NETWORK, 1, 2), 1, inputs);
    for (int changed = 0; changed < POSITIONS; changed++) {
      for (int p = 0; p < POSITIONS; p++) {
        boolean same = Arrays.equals(row(logits, 0, p), row(logits, changed + 1, p));
        assertEquals(p <= changed, same, "position " + p + " after a change at " + changed);
      }
    }
  }

  @Test
  void withAllParametersZeroEveryCodeIsEquallyLikely() {
    ParameterSet zero = TestParameters.of(NETWORK, p -> new float[p.length()]);
    double[] guessing = {POSITIONS * Math.log(K), POSITIONS * Math.log(K)};
    assertArrayEquals(guessing, nats(zero, 2, grids(2)), 1e-5);
  }

  /** Starting values know nothing yet: their logits differ by tenths. */
  @Test
  void atTheStartTheLikelihoodIsCloseToThatOfGuessing() {
    double[] nats = nats(ParameterSet.initial(NETWORK, 1), 8, grids(100));
    double guessing = POSITIONS * Math.log(K);
    assertEquals(guessing, Arrays.stream(nats).average().getAsDouble(), 0.05 * guessing);
  }

  /** Logits that are the head's bias alone: nats are minus the log of the softmax, by hand. */
  @Test
  void nllIsTheSumOfMinusLogProbabilities() {
    float[] bias = {1, 0, 0, 0, 0, 0, (float) Math.log(3)};
    ParameterSet parameters =
        TestParameters.of(
            NETWORK, p -> p.name().equals("head.bias") ? bias : new float[p.length()]);
    double sum = Math.E + 5 + 3;
    double zeros = POSITIONS * -Math.log(Math.E / sum);
    double sixes = POSITIONS * -Math.log(3 / sum);
    int[] allSix = IntStream.generate(() -> 6).limit(POSITIONS).toArray();
    try (CodeLikelihood likelihood = new CodeLikelihood(NETWORK, parameters, 2)) {
      assertArrayEquals(
          new double[] {zeros, sixes, zeros},
          likelihood.nats(List.of(new int[POSITIONS], allSix, new int[POSITIONS])),
          1e-4);
    }
  }

  @Test
  void likelihoodsDoNotHangOnTheBatchSize() {
    ParameterSet parameters = ParameterSet.initial(NETWORK, 3);
    List<int[]> grids = grids(7);
    double[] one = nats(parameters, 1, grids);
    assertFalse(one[0] == one[1]);
    assertArrayEquals(one, nats(parameters, 3, grids), 1e-4);
    assertArrayEquals(one, nats(parameters, 8, grids), 1e-4);
  }

  private static List<int[]> grids(int n) {
    return IntStream.range(0, n)
        .mapToObj(i -> new SplittableRandom(i).ints(POSITIONS, 0, K).toArray())
        .toList();
  }

  private static double[] nats(ParameterSet parameters, int batchSize, List<int[]> grids) {
    try (CodeLikelihood likelihood = new CodeLikelihood(NETWORK, parameters, batchSize)) {
      return likelihood.nats(grids);
    }
  }

  private static float[] logits(ParameterSet parameters, int batchSize, float[] inputs) {
    try (Inference inference = NETWORK.inference(parameters, batchSize)) {
      return inference.run(inputs)[0];
    }
  }

  private static float[] row(float[] logits, int example, int position) {
    int at = (example * POSITIONS + position) * K;
    return Arrays.copyOfRange(logits, at, at + K);
  }
}
