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
import org.geovq.model.MaskedPixelCnn;
import org.geovq.model.Prior;
import org.geovq.model.TransformerPrior;
import org.geovq.model.Vae;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The training losses against the same figures taken from the networks' outputs. */
class LossTest {
  private static final int N = 3;

  static Prior[] priors() {
    return new Prior[] {
      new GatedPixelCnn(5, 3, 4, 4, 2, 0),
      new GatedPixelCnn(5, 3, 4, 4, 2, 3),
      new MaskedPixelCnn(5, 3, 4, 3, 4, 2, 3),
      new TransformerPrior(5, 3, 4, 8, 2, 2, 3)
    };
  }

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

  private static double[] nats(Prior prior, ParameterSet values, Example example) {
    int width = example.input().length / example.n();
    List<int[]> grids = new ArrayList<>();
    int[] labels = new int[example.n()];
    for (int i = 0; i < example.n(); i++) {
      int[] grid = new int[prior.positions()];
      for (int p = 0; p < grid.length; p++) {
        grid[p] = (int) example.input()[i * width + p];
      }
      grids.add(grid);
      labels[i] = (int) example.input()[(i + 1) * width - 1];
    }
    try (CodeLikelihood likelihood = new CodeLikelihood(prior, values, 2)) {
      return likelihood.nats(grids, labels);
    }
  }

  @ParameterizedTest
  @MethodSource("priors")
  void aPriorsLossIsTheMeanOfTheNatsOfItsGrids(Prior prior) {
    Example example = Example.of(prior, N);
    ParameterSet values = ParameterSet.initial(prior, 3);
    double mean = Arrays.stream(nats(prior, values, example)).average().orElseThrow();
    assertEquals(mean, loss(example, values), 1e-5 * mean);
  }

  @ParameterizedTest
  @MethodSource("priors")
  void allParametersZeroIsTheUniformPrior(Prior prior) {
    Example example = Example.of(prior, N);
    int length = (int) prior.parameterCount();
    ParameterSet zero = new ParameterSet(prior.parameters(), new float[length]);
    double uniform = prior.positions() * Math.log(prior.codes());
    assertEquals(uniform, loss(example, zero), 1e-5 * uniform);
    for (double nats : nats(prior, zero, example)) {
      assertEquals(uniform, nats, 1e-9);
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
