package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.geovq.data.ImageShape;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.model.FreeBits;
import org.geovq.model.ImageCodec;
import org.geovq.model.ImageShard;
import org.geovq.model.Likelihood;
import org.geovq.model.Vae;
import org.geovq.model.VaeMeter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A VAE whose posterior is the same everywhere, since its heads have nothing but biases: mu (0.2,
 * 2), log variance (-1, 0). The first channel holds (0.04 + 1/e + 1 - 1) / 2 = 0.203940 nats per
 * position, the second (4 + 1 - 0 - 1) / 2 = 2. Beta is 0.7.
 */
class FreeBitsTest {
  private static final double FIRST = 0.203940;
  private static final double BETA = 0.7;

  @BeforeAll
  static void chooseKernels() {
    Kernels.choose();
  }

  static Vae vae(Vae.Head head) {
    return new Vae(1, 8, 8, 4, 0, head, 2, Likelihood.BERNOULLI);
  }

  static ParameterSet parameters(Vae vae) {
    ParameterSet values = ParameterSet.initial(vae, 3);
    for (String head : List.of("encoder.mu", "encoder.logVariance")) {
      values = values.with(head + ".weight", new float[values.get(head + ".weight").length]);
    }
    return values
        .with("encoder.mu.bias", new float[] {0.2f, 2})
        .with("encoder.logVariance.bias", new float[] {-1, 0});
  }

  /** A loss with its gradients. */
  private record Step(double loss, Map<String, float[]> gradients) {
    static Step of(Network network, ParameterSet values) {
      Example example = Example.of(network, 4);
      Map<String, INDArray> into = new LinkedHashMap<>();
      Map<String, INDArray> parameters = values.arrays();
      parameters.forEach((name, array) -> into.put(name, array.like()));
      try (TrainingStep step = new TrainingStep(network)) {
        double loss = step.run(example.inputArray(), example.conditionArray(), parameters, into);
        Map<String, float[]> gradients = new LinkedHashMap<>();
        into.forEach((name, array) -> gradients.put(name, array.ravel().toFloatVector()));
        return new Step(loss, gradients);
      }
    }
  }

  /** The grid of an 8 x 8 image has four positions, a flat head one. */
  @ParameterizedTest
  @EnumSource(Vae.Head.class)
  void aChannelBelowTheFloorIsChargedTheFloor(Vae.Head head) {
    Vae vae = vae(head);
    ParameterSet values = parameters(vae);
    double plain = Step.of(vae, values).loss();
    for (double floor : new double[] {0.1, 0.5, 3}) {
      double more = Math.max(0, floor - FIRST) + Math.max(0, floor - 2);
      double loss = Step.of(new FreeBits(vae, floor), values).loss();
      assertEquals(BETA * vae.positions() * more, loss - plain, 1e-4, "floor " + floor);
    }
  }

  /**
   * A floor of half a nat takes the first channel's KL out of the gradient: 0.7 x 4 x mu and 0.7 x
   * 4 x (1/e - 1) / 2 of its biases. The second channel's stays, and so does the reconstruction's.
   */
  @Test
  void aChannelBelowTheFloorHasNoGradientOfItsDivergence() {
    Vae vae = vae(Vae.Head.SPATIAL);
    Map<String, float[]> plain = Step.of(vae, parameters(vae)).gradients();
    Map<String, float[]> free = Step.of(new FreeBits(vae, 0.5), parameters(vae)).gradients();
    float[] mu = plain.get("encoder.mu.bias");
    float[] logVariance = plain.get("encoder.logVariance.bias");
    assertArrayEquals(new float[] {mu[0] - 0.56f, mu[1]}, free.get("encoder.mu.bias"), 1e-4f);
    assertArrayEquals(
        new float[] {logVariance[0] + 0.885f, logVariance[1]},
        free.get("encoder.logVariance.bias"),
        1e-3f);
    assertArrayEquals(plain.get("decoder.in.weight"), free.get("decoder.in.weight"), 1e-5f);
  }

  @Test
  void heldOutImagesAreChargedAlike() {
    Vae vae = vae(Vae.Head.SPATIAL);
    ImageShape shape = new ImageShape(8, 8, 1);
    ImageShard shard =
        ImageShard.of(
            shape,
            vae.latentSize(),
            List.of(
                new LabelledImage(0, Split.VALIDATION, 0, new byte[64]),
                new LabelledImage(1, Split.VALIDATION, 0, new byte[64])));
    VaeMeter meter = new VaeMeter(vae);
    try (ImageCodec codec = new ImageCodec(vae, parameters(vae), 2)) {
      meter.add(codec, shard, new Pass(1, 0, BETA), 2);
    }
    assertEquals(4 * (FIRST + 2), meter.charged(0), 1e-5);
    assertEquals(meter.figures().get("kl"), meter.charged(0), 0, "nothing is free");
    assertEquals(4 * (0.5 + 2), meter.charged(0.5), 1e-5);
    assertEquals(4 * 6, meter.charged(3), 1e-5);
  }
}
