package org.geovq.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.geovq.nn.Inference;
import org.geovq.nn.Kernels;
import org.geovq.nn.ParameterSet;
import org.geovq.random.Draw;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GatedPixelCnnTest {
  private static final int SIDE = 5;
  private static final int POSITIONS = SIDE * SIDE;
  private static final int K = 7;

  /** A layer sees one column further: four reach from one end of a row to the other. */
  private static final GatedPixelCnn NETWORK = new GatedPixelCnn(K, SIDE, SIDE, 8, 4);

  private static ParameterSet parameters;

  @BeforeAll
  static void chooseKernels() {
    Kernels.choose();
    parameters = sharpened(NETWORK, 3);
  }

  /** Larger than starting values, lest far influences vanish in float32. */
  static ParameterSet sharpened(GatedPixelCnn network, int factor) {
    ParameterSet initial = ParameterSet.initial(network, 9);
    float[] values = initial.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return new ParameterSet(initial.parameters(), values);
  }

  private static int[] grid() {
    SplittableRandom random = Draw.generator(1, "grid", 0);
    return random.ints(POSITIONS, 0, K).toArray();
  }

  /** Logits [n, positions, K]. */
  private static float[] logits(List<int[]> grids) {
    float[] input = new float[grids.size() * POSITIONS];
    for (int i = 0; i < input.length; i++) {
      input[i] = grids.get(i / POSITIONS)[i % POSITIONS];
    }
    try (Inference inference =
        new Inference(
            parameters,
            16,
            NETWORK.inputShape(),
            (ops, codes) -> List.of(NETWORK.logits(ops, codes)))) {
      return inference.run(input)[0];
    }
  }

  /** Largest change of a logit at a position when the code at another is replaced: [from][at]. */
  private static double[][] influence() {
    List<int[]> grids = new ArrayList<>();
    for (int i = 0; i < POSITIONS * K; i++) {
      int[] changed = grid();
      changed[i / K] = i % K;
      grids.add(changed);
    }
    grids.add(grid());
    float[] logits = logits(grids);
    double[][] influence = new double[POSITIONS][POSITIONS];
    int length = POSITIONS * K;
    for (int i = 0; i < POSITIONS * K; i++) {
      for (int j = 0; j < length; j++) {
        double change = Math.abs(logits[i * length + j] - logits[POSITIONS * K * length + j]);
        influence[i / K][j / K] = Math.max(influence[i / K][j / K], change);
      }
    }
    return influence;
  }

  @Test
  void aPositionHangsOnEveryEarlierOneAndOnNoOther() {
    double[][] influence = influence();
    for (int from = 0; from < POSITIONS; from++) {
      for (int at = 0; at < POSITIONS; at++) {
        String which = "code " + from + " changes logits " + at + " by " + influence[from][at];
        if (from < at) {
          assertTrue(influence[from][at] > 1e-6, which);
        } else {
          assertEquals(0, influence[from][at], which);
        }
      }
    }
  }

  /** The chain rule: the likelihoods of all grids of a small network sum to one. */
  @Test
  void likelihoodsOfAllGridsSumToOne() {
    GatedPixelCnn small = new GatedPixelCnn(3, 2, 2, 4, 2);
    List<int[]> grids = new ArrayList<>();
    for (int i = 0; i < 81; i++) {
      grids.add(new int[] {i / 27, i / 9 % 3, i / 3 % 3, i % 3});
    }
    try (CodeLikelihood likelihood = new CodeLikelihood(small, sharpened(small, 3), 10)) {
      double[] nats = likelihood.nats(grids);
      double sum = Arrays.stream(nats).map(n -> Math.exp(-n)).sum();
      assertEquals(1, sum, 1e-5);
      assertTrue(Arrays.stream(nats).min().orElseThrow() < Math.log(81) - 0.5, "not uniform");
    }
  }
}
