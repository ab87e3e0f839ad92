package org.geovq.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.geovq.nn.Inference;
import org.geovq.nn.Kernels;
import org.geovq.nn.ParameterSet;
import org.geovq.random.Draw;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every prior. */
class PriorsTest {
  private static final int K = 6;
  private static final int HEIGHT = 4;
  private static final int WIDTH = 5;
  private static final int POSITIONS = HEIGHT * WIDTH;
  private static final int CLASSES = 3;

  @BeforeAll
  static void chooseKernels() {
    Kernels.choose();
  }

  /** A layer of the gated one sees one column further: four reach from one end of a row across. */
  static Stream<Prior> priors() {
    return Stream.of(0, CLASSES)
        .flatMap(
            classes ->
                Stream.of(
                    new GatedPixelCnn(K, HEIGHT, WIDTH, 8, 4, classes),
                    new MaskedPixelCnn(K, HEIGHT, WIDTH, 6, 16, 2, classes),
                    new TransformerPrior(K, HEIGHT, WIDTH, 12, 3, 2, classes)));
  }

  static Stream<Prior> conditional() {
    return priors().filter(prior -> prior.classes() > 0);
  }

  static Stream<Prior> small() {
    return Stream.of(
        new GatedPixelCnn(3, 2, 2, 4, 2, 2),
        new MaskedPixelCnn(3, 2, 2, 4, 4, 1, 2),
        new TransformerPrior(3, 2, 2, 8, 2, 1, 2));
  }

  /** One row, one column, one position. */
  static Stream<Prior> narrow() {
    return Stream.of(new int[] {1, 3}, new int[] {3, 1}, new int[] {1, 1})
        .flatMap(
            side ->
                Stream.of(
                    new GatedPixelCnn(K, side[0], side[1], 4, 2, CLASSES),
                    new MaskedPixelCnn(K, side[0], side[1], 4, 4, 1, CLASSES),
                    new TransformerPrior(K, side[0], side[1], 8, 2, 1, CLASSES)));
  }

  /** Larger than starting values, lest far influences vanish in float32; biases are not zero. */
  static ParameterSet sharpened(Prior prior, double factor) {
    ParameterSet initial = ParameterSet.initial(prior, 9);
    SplittableRandom random = Draw.generator(9, "sharpened", 0);
    float[] values = initial.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (factor * (values[i] == 0 ? random.nextDouble(-0.2, 0.2) : values[i]));
    }
    return new ParameterSet(initial.parameters(), values);
  }

  private static ParameterSet parameters(Prior prior) {
    return sharpened(prior, prior instanceof GatedPixelCnn ? 3 : 1.2);
  }

  private static List<int[]> grids(Prior prior, int n) {
    SplittableRandom random = Draw.generator(1, "grids", 0);
    List<int[]> grids = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      grids.add(random.ints(prior.positions(), 0, prior.codes()).toArray());
    }
    return grids;
  }

  private static int[] labels(int n) {
    int[] labels = new int[n];
    Arrays.setAll(labels, i -> i % CLASSES);
    return labels;
  }

  /** Logits [n, positions, K]. */
  private static float[] logits(Prior prior, List<int[]> grids, int[] labels) {
    try (Inference inference = PriorInput.logits(prior, parameters(prior), 16)) {
      return inference.run(PriorInput.rows(prior, grids, labels))[0];
    }
  }

  /** Largest change of a logit at a position when the code at another is replaced: [from][at]. */
  static double[][] influence(Prior prior) {
    int positions = prior.positions();
    int k = prior.codes();
    List<int[]> grids = new ArrayList<>();
    for (int i = 0; i < positions * k; i++) {
      int[] changed = grids(prior, 1).get(0);
      changed[i / k] = i % k;
      grids.add(changed);
    }
    grids.addAll(grids(prior, 1));
    float[] logits = logits(prior, grids, new int[grids.size()]);
    double[][] influence = new double[positions][positions];
    int length = positions * k;
    for (int i = 0; i < length; i++) {
      for (int j = 0; j < length; j++) {
        double change = Math.abs(logits[i * length + j] - logits[length * length + j]);
        influence[i / k][j / k] = Math.max(influence[i / k][j / k], change);
      }
    }
    return influence;
  }

  @ParameterizedTest
  @MethodSource("priors")
  void aPositionHangsOnEarlierOnesAlone(Prior prior) {
    double[][] influence = influence(prior);
    for (int from = 0; from < POSITIONS; from++) {
      for (int at = 0; at <= from; at++) {
        assertEquals(0, influence[from][at], "code " + from + " changes logits " + at);
      }
    }
  }

  /** All of them, but for the blind spot of the masked one. */
  @ParameterizedTest
  @MethodSource("priors")
  void laterPositionsHangOnACode(Prior prior) {
    double[][] influence = influence(prior);
    for (int from = 0; from < POSITIONS - 1; from++) {
      double[] later = Arrays.copyOfRange(influence[from], from + 1, POSITIONS);
      Arrays.sort(later);
      double known = prior instanceof MaskedPixelCnn ? later[later.length - 1] : later[0];
      assertTrue(known > 1e-6, "code " + from + " changes later logits by " + known);
    }
  }

  @ParameterizedTest
  @MethodSource("conditional")
  void everyPositionHangsOnTheLabel(Prior prior) {
    List<int[]> grids = Collections.nCopies(CLASSES, grids(prior, 1).get(0));
    float[] logits = logits(prior, grids, labels(CLASSES));
    int length = POSITIONS * K;
    for (int p = 0; p < POSITIONS; p++) {
      float[] first = Arrays.copyOfRange(logits, p * K, (p + 1) * K);
      for (int c = 1; c < CLASSES; c++) {
        float[] other = Arrays.copyOfRange(logits, c * length + p * K, c * length + (p + 1) * K);
        assertFalse(Arrays.equals(first, other), "position " + p + " of class " + c);
      }
    }
  }

  /** The chain rule: the likelihoods of all grids of a small network sum to one. */
  @ParameterizedTest
  @MethodSource("small")
  void likelihoodsOfAllGridsSumToOneForEveryLabel(Prior prior) {
    List<int[]> grids = new ArrayList<>();
    for (int i = 0; i < 81; i++) {
      grids.add(new int[] {i / 27, i / 9 % 3, i / 3 % 3, i % 3});
    }
    try (CodeLikelihood likelihood = new CodeLikelihood(prior, parameters(prior), 10)) {
      for (int label = 0; label < prior.classes(); label++) {
        int[] labels = new int[grids.size()];
        Arrays.fill(labels, label);
        double[] nats = likelihood.nats(grids, labels);
        assertEquals(1, Arrays.stream(nats).map(n -> Math.exp(-n)).sum(), 1e-5);
        assertTrue(Arrays.stream(nats).min().orElseThrow() < Math.log(81) - 0.5, "not uniform");
      }
    }
  }

  @ParameterizedTest
  @MethodSource({"priors", "narrow"})
  void logitsOfStepsAreThoseOfAFullPass(Prior prior) {
    int n = 4;
    int length = prior.positions() * prior.codes();
    try (PriorSteps steps = prior.steps(parameters(prior), n)) {
      // A second batch must not see the first.
      for (List<int[]> grids : List.of(grids(prior, n), grids(prior, 2 * n).subList(n, 2 * n))) {
        int[] labels = grids.get(0)[0] % 2 == 0 ? labels(n) : new int[n];
        float[] expected = logits(prior, grids, labels);
        steps.start(labels);
        int[] previous = new int[n];
        for (int p = 0; p < prior.positions(); p++) {
          float[] given = steps.logits(p, previous);
          for (int i = 0; i < n; i++) {
            int at = i * length + p * prior.codes();
            float[] row = Arrays.copyOfRange(given, i * prior.codes(), (i + 1) * prior.codes());
            float[] wanted = Arrays.copyOfRange(expected, at, at + prior.codes());
            assertArrayEquals(wanted, row, 1e-4f, "image " + i + ", position " + p);
            previous[i] = grids.get(i)[p];
          }
        }
      }
    }
  }

  /** Seven grids in batches of three: the last one is not full. */
  @ParameterizedTest
  @MethodSource("priors")
  void samplesAreThoseOfFullPasses(Prior prior) {
    long[] ids = LongStream.range(0, 7).toArray();
    List<Sampling> samplings = Collections.nCopies(ids.length, new Sampling(1, 0, 1));
    ParameterSet parameters = parameters(prior);
    int[] labels = prior.classes() == 0 ? null : labels(ids.length);
    try (CodeSampler cached = new CodeSampler(prior, parameters, 3);
        CodeSampler full = new CodeSampler(prior, new FullPassSteps(prior, parameters, 3), 3)) {
      int[][] expected = full.sample(ids, labels, samplings, 5);
      assertArrayEquals(expected, cached.sample(ids, labels, samplings, 5));
    }
  }

  @ParameterizedTest
  @MethodSource("conditional")
  void aLabelThatIsNoneOfThePriorsIsAnError(Prior prior) {
    ParameterSet parameters = parameters(prior);
    List<int[]> grids = grids(prior, 1);
    try (PriorSteps steps = prior.steps(parameters, 1);
        CodeLikelihood likelihood = new CodeLikelihood(prior, parameters, 1)) {
      for (int label : new int[] {-1, CLASSES}) {
        int[] labels = {label};
        Exception e = assertThrows(IllegalArgumentException.class, () -> steps.start(labels));
        assertEquals("label " + label + " of a prior with 3 classes", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> likelihood.nats(grids, labels));
      }
    }
  }
}
