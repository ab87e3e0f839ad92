package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.geovq.model.CodeLikelihood;
import org.geovq.model.GatedPixelCnn;
import org.geovq.model.ImageCodec;
import org.geovq.model.Likelihood;
import org.geovq.model.Vae;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The training losses against the same figures taken from the networks' outputs. */
class LossTest {
  private static final int N = 3;
  private static final GatedPixelCnn PRIOR = new GatedPixelCnn(5, 3, 4, 4, 2);

  @BeforeAll
  static void chooseKernels() {
    Kernels.choose();
  }

  private static double loss(Example example, ParameterSet values) {
    Map<String, INDArray> parameters = values.arrays();
    Map<String, INDArray> into = new LinkedHashMap<>();
    parameters.forEach((name, array) -> into.put(name, array.like()));
    try (TrainingStep step = new TrainingStep(example.network())) {
      return step.run(example.inputArray(), example.conditionArray(), parameters, into);
    }
  }

  private static List<int[]> grids(Example example) {
    List<int[]> grids = new ArrayList<>();
    int positions = PRIOR.positions();
    for (int i = 0; i < example.n(); i++) {
      int[] grid = new int[positions];
      for (int p = 0; p < positions; p++) {
        grid[p] = (int) example.input()[i * positions + p];
      }
      grids.add(grid);
    }
    return grids;
  }

  @Test
  void thePriorsLossIsTheMeanOfTheNatsOfItsGrids() {
    Example example = Example.of(PRIOR, N);
    ParameterSet values = ParameterSet.initial(PRIOR, 3);
    try (CodeLikelihood likelihood = new CodeLikelihood(PRIOR, values, 2)) {
      double mean = Arrays.stream(likelihood.nats(grids(example))).average().orElseThrow();
      assertEquals(mean, loss(example, values), 1e-3 * mean);
    }
  }

  @Test
  void allParametersZeroIsTheUniformPrior() {
    Example example = Example.of(PRIOR, N);
    int length = (int) PRIOR.parameterCount();
    ParameterSet zero = new ParameterSet(PRIOR.parameters(), new float[length]);
    double uniform = PRIOR.positions() * Math.log(PRIOR.codes());
    assertEquals(uniform, loss(example, zero), 1e-5 * uniform);
    try (CodeLikelihood likelihood = new CodeLikelihood(PRIOR, zero, 2)) {
      for (double nats : likelihood.nats(grids(example))) {
        assertEquals(uniform, nats, 1e-9);
      }
    }
  }

  /** Reconstruction of mu + sigma x noise, plus 0.7 KL, both summed over an image. */
  @ParameterizedTest
  @EnumSource(Likelihood.class)
  void theVaesLossIsReconstructionAndBetaTimesDivergence(Likelihood likelihood) {
    Vae vae = new Vae(1, 8, 8, 4, 1, Vae.Head.SPATIAL, 2, likelihood);
    Example example = Example.of(vae, N);
    ParameterSet values = ParameterSet.initial(vae, 3);
    try (ImageCodec codec = new ImageCodec(vae, values, 2)) {
      float[][] posterior = codec.encode(example.input());
      float[] latents = new float[posterior[0].length];
      double divergence = 0;
      for (int i = 0; i < latents.length; i++) {
        double mu = posterior[0][i];
        double lv = posterior[1][i];
        int noise = i / vae.latentSize() * vae.conditions() + i % vae.latentSize();
        latents[i] = (float) (mu + Math.exp(lv / 2) * example.conditions()[noise]);
        divergence += (mu * mu + Math.exp(lv) - lv - 1) / 2;
      }
      double sum = reconstruction(likelihood, example.input(), codec.decode(latents));
      double expected = (sum + 0.7 * divergence) / N;
      assertEquals(expected, loss(example, values), 1e-4 * expected);
    }
  }

  private static double reconstruction(Likelihood likelihood, float[] images, float[] decoded) {
    double sum = 0;
    for (int i = 0; i < images.length; i++) {
      double x = images[i];
      double p = decoded[i];
      sum +=
          likelihood == Likelihood.GAUSSIAN
              ? (x - p) * (x - p)
              : -x * Math.log(p) - (1 - x) * Math.log(1 - p);
    }
    return sum;
  }
}
