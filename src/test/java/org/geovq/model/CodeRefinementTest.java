package org.geovq.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.geovq.nn.Kernels;
import org.geovq.nn.ParameterSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CodeRefinementTest {
  private static final int CODES = 4;
  private static final double BETA = 0.05;

  @BeforeAll
  static void chooseKernels() {
    Kernels.choose();
  }

  private static Vae vae(int height, int width, Likelihood likelihood) {
    return new Vae(1, height, width, 4, 1, Vae.Head.SPATIAL, 2, likelihood);
  }

  /** Parameters larger than the starting ones, so that the decoder bends. */
  private static ParameterSet parameters(AutoEncoder network) {
    ParameterSet initial = ParameterSet.initial(network, 3);
    float[] values = initial.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] *= 3;
    }
    return new ParameterSet(initial.parameters(), values);
  }

  private static float[] numbers(long seed, int n, double from, double to) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] numbers = new float[n];
    for (int i = 0; i < n; i++) {
      numbers[i] = (float) random.nextDouble(from, to);
    }
    return numbers;
  }

  private static float[] curvature(float[] logVariance) {
    return CodeRefinement.curvature(BETA, logVariance);
  }

  private static CodeRefinement refinement(Vae vae, float[] codebook, int rounds, int batchSize) {
    return new CodeRefinement(
        vae, parameters(vae), LatentGrid.of(vae, 1), codebook, rounds, batchSize);
  }

  /** Batches of 2 for 3 images: one is filled up. */
  @Test
  void theSlopeIsThatOfFiniteDifferencesForBothLikelihoods() {
    for (Likelihood likelihood : Likelihood.values()) {
      requireSlopes(vae(8, 8, likelihood), 1);
    }
  }

  /** Eight numbers in four pieces, which lie as they are. */
  @Test
  void soIsThatOfAFlatHead() {
    requireSlopes(new Vae(1, 8, 8, 4, 1, Vae.Head.FLAT, 8, Likelihood.GAUSSIAN), 4);
  }

  private static void requireSlopes(Vae vae, int pieces) {
    float[] images = numbers(1, 3 * 64, 0, 1);
    float[] vectors = numbers(2, 3 * 8, -1, 1);
    LatentGrid grid = LatentGrid.of(vae, pieces);
    try (CodeRefinement refinement =
            new CodeRefinement(vae, parameters(vae), grid, new float[8], 1, 2);
        ImageCodec codec = new ImageCodec(vae, parameters(vae), 2)) {
      float[] slopes = refinement.slopes(images, vectors);
      float[] latents = new float[24];
      for (int i = 0; i < 3; i++) {
        grid.toDecoder(vectors, i * 8, latents, i * 8);
      }
      for (int i = 0; i < latents.length; i++) {
        double before = slope(vae.likelihood(), codec, images, latents, i, -2e-3f);
        double behind = slope(vae.likelihood(), codec, images, latents, i, 2e-3f);
        double tolerance = 0.01 * Math.abs(behind) + 0.02;
        assertTrue(slopes[i] > Math.min(before, behind) - tolerance, vae + " " + i);
        assertTrue(slopes[i] < Math.max(before, behind) + tolerance, vae + " " + i);
      }
    }
  }

  /** To one side, as ReLU may bend in between. */
  private static double slope(
      Likelihood likelihood, ImageCodec codec, float[] images, float[] latents, int i, float step) {
    float[] moved = latents.clone();
    moved[i] += step;
    return (likelihood.loss(images, codec.decode(moved))
            - likelihood.loss(images, codec.decode(latents)))
        / (moved[i] - latents[i]);
  }

  /** Two positions, four codes: all sixteen pairs are decoded. */
  @Test
  void itLowersTheLossTowardsTheBestOfAllCodesAndLeavesNoImageWorse() {
    Vae vae = vae(4, 8, Likelihood.GAUSSIAN);
    int n = 40;
    float[] codebook = numbers(5, CODES * 2, -1.5, 1.5);
    float[] mu = numbers(6, n * 4, -1.5, 1.5);
    float[] logVariance = new float[n * 4];
    Arrays.fill(logVariance, -1);
    float[] images;
    LatentGrid grid = LatentGrid.of(vae, 1);
    try (ImageCodec codec = new ImageCodec(vae, parameters(vae), n)) {
      float[] latents = new float[mu.length];
      for (int i = 0; i < n; i++) {
        grid.toDecoder(mu, i * 4, latents, i * 4);
      }
      images = codec.decode(latents);
    }
    int[] nearest = nearest(mu, codebook);
    try (CodeRefinement refinement = refinement(vae, codebook, 2, 16)) {
      int[] refined = refinement.refine(images, mu, curvature(logVariance), nearest);
      double[] before = refinement.losses(images, nearest);
      double[] after = refinement.losses(images, refined);
      double[] best = best(refinement, images, n);
      for (int i = 0; i < n; i++) {
        assertTrue(after[i] <= before[i], "image " + i);
        assertTrue(after[i] >= best[i], "image " + i);
      }
      assertTrue(Arrays.stream(after).sum() < 0.98 * Arrays.stream(before).sum());
    }
  }

  private static int[] nearest(float[] mu, float[] codebook) {
    int[] codes = new int[mu.length / 2];
    for (int i = 0; i < codes.length; i++) {
      double least = Double.POSITIVE_INFINITY;
      for (int c = 0; c < CODES; c++) {
        double x = mu[2 * i] - codebook[2 * c];
        double y = mu[2 * i + 1] - codebook[2 * c + 1];
        if (x * x + y * y < least) {
          least = x * x + y * y;
          codes[i] = c;
        }
      }
    }
    return codes;
  }

  private static double[] best(CodeRefinement refinement, float[] images, int n) {
    double[] best = new double[n];
    Arrays.fill(best, Double.POSITIVE_INFINITY);
    for (int pair = 0; pair < CODES * CODES; pair++) {
      int[] codes = new int[2 * n];
      for (int i = 0; i < n; i++) {
        codes[2 * i] = pair / CODES;
        codes[2 * i + 1] = pair % CODES;
      }
      double[] losses = refinement.losses(images, codes);
      for (int i = 0; i < n; i++) {
        best[i] = Math.min(best[i], losses[i]);
      }
    }
    return best;
  }

  /** Each image by itself, in a batch of its own. */
  @Test
  void anImagesCodesDoNotHangOnWhoElseIsInTheBatch() {
    Vae vae = vae(8, 8, Likelihood.GAUSSIAN);
    float[] codebook = numbers(5, 16 * 2, -1.5, 1.5);
    float[] mu = numbers(6, 3 * 8, -1.5, 1.5);
    float[] logVariance = numbers(7, 3 * 8, -3, 0);
    float[] images = numbers(8, 3 * 64, 0, 1);
    int[] codes = new int[12];
    try (CodeRefinement together = refinement(vae, codebook, 1, 3);
        CodeRefinement alone = refinement(vae, codebook, 1, 1)) {
      int[] refined = together.refine(images, mu, curvature(logVariance), codes);
      for (int i = 0; i < 3; i++) {
        int[] own =
            alone.refine(
                Arrays.copyOfRange(images, i * 64, (i + 1) * 64),
                Arrays.copyOfRange(mu, i * 8, (i + 1) * 8),
                curvature(Arrays.copyOfRange(logVariance, i * 8, (i + 1) * 8)),
                new int[4]);
        assertEquals(
            Arrays.toString(own), Arrays.toString(Arrays.copyOfRange(refined, i * 4, i * 4 + 4)));
      }
    }
  }

  /** 0.05 / 2 and 0.05 x 4. */
  @Test
  void theCurvatureOfAVaeIsBetaByTheVariance() {
    float[] logVariance = {(float) Math.log(2), (float) Math.log(0.25)};
    assertArrayEquals(new float[] {0.025f, 0.2f}, curvature(logVariance), 1e-7f);
  }

  /**
   * Of two positions the first belongs to the first group: the slopes of the loss along its step to
   * the second nearest code, at both ends, by differences of the loss.
   */
  @Test
  void theCurvatureOfAVqVaeIsTheGrowthOfTheSlopeAlongStepsToTheSecondNearestCode() {
    VqVae network = vqvae();
    LatentGrid grid = network.grid();
    float[] codebook = {0, 0, 1, 0, 0, -3, 5, 5};
    float[] images = numbers(1, 2 * 32, 0, 1);
    float[] vectors = {0.2f, 0.1f, 0.9f, 0, 0, -2.5f, 4, 4};
    int[] codes = {0, 1, 2, 3};
    try (CodeRefinement refinement =
            new CodeRefinement(network, parameters(network), grid, codebook, 1, 2);
        ImageCodec codec = new ImageCodec(network, parameters(network), 1)) {
      double growth = 0;
      // The first image's first vector steps from (0, 0) to (1, 0), the second's from (0, -3) to
      // (0, 0).
      float[] one = Arrays.copyOf(images, 32);
      growth += along(codec, one, new float[] {1, 0, 1, 0}, 1, 0);
      growth -= along(codec, one, new float[] {0, 0, 1, 0}, 1, 0);
      float[] other = Arrays.copyOfRange(images, 32, 64);
      growth += along(codec, other, new float[] {0, 0, 5, 5}, 0, 3);
      growth -= along(codec, other, new float[] {0, -3, 5, 5}, 0, 3);
      double expected = growth / (1 + 9);
      assertTrue(expected > 0.001, "the example has a curvature, " + expected);
      assertEquals(expected, refinement.curvature(images, vectors, codes), 0.03 * expected);
    }
  }

  private static VqVae vqvae() {
    return new VqVae(
        1,
        4,
        8,
        4,
        1,
        Residual.PREACTIVATED,
        VqVae.Bridge.SPATIAL,
        CODES,
        2,
        Likelihood.GAUSSIAN,
        VqVae.Learning.EMA,
        0.25,
        0.99);
  }

  /** Derivative of the loss when the first of two vectors goes along a step. */
  private static double along(ImageCodec codec, float[] image, float[] vectors, float x, float y) {
    float size = 2e-3f;
    double[] losses = new double[2];
    for (int side = 0; side < 2; side++) {
      float sign = side == 0 ? -1 : 1;
      float[] moved = vectors.clone();
      moved[0] += sign * size * x;
      moved[1] += sign * size * y;
      float[] latents = {moved[0], moved[2], moved[1], moved[3]};
      losses[side] = Likelihood.GAUSSIAN.loss(image, codec.decode(latents));
    }
    return (losses[1] - losses[0]) / (2 * size);
  }

  @Test
  void codesThatAreAllAlikeHaveNoStepToTake() {
    VqVae network = vqvae();
    try (CodeRefinement refinement =
        new CodeRefinement(network, parameters(network), network.grid(), new float[8], 1, 1)) {
      int[] codes = {0, 0};
      float[] image = numbers(1, 32, 0, 1);
      assertEquals(0, refinement.curvature(image, new float[4], codes));
      assertArrayEquals(codes, refinement.refine(image, new float[4], new float[4], codes));
    }
  }
}
