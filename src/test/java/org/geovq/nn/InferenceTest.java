package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.SplittableRandom;
import org.geovq.model.Vae;
import org.junit.jupiter.api.Test;

class InferenceTest extends NativeTest {
  private static final Vae VAE =
      new Vae(1, 8, 8, 4, 1, Vae.Head.SPATIAL, 2, Vae.Likelihood.BERNOULLI);
  private static final ParameterSet PARAMETERS = ParameterSet.initial(VAE, 1);

  @Test
  void resultsDoNotHangOnTheBatchSizeNorOnTheFillingOfTheLastBatch() {
    float[] images = images(7);
    float[][] one = encode(1, images);
    assertEquals(7 * VAE.latentSize(), one[0].length);
    for (int batchSize : new int[] {3, 8}) {
      float[][] batched = encode(batchSize, images);
      for (int o = 0; o < 2; o++) {
        // Equal but for the order of summation in another kernel.
        assertArrayEquals(one[o], batched[o], 1e-5f, "output " + o + ", batch " + batchSize);
      }
    }
  }

  @Test
  void aSecondRunSeesNothingOfTheFirst() {
    float[] images = images(4);
    try (Inference encoder = encoder(3)) {
      float[][] first = encoder.run(images);
      encoder.run(images(9));
      float[][] again = encoder.run(images);
      assertArrayEquals(first[0], again[0]);
      assertArrayEquals(first[1], again[1]);
    }
  }

  private static float[][] encode(int batchSize, float[] images) {
    try (Inference encoder = encoder(batchSize)) {
      assertEquals(batchSize, encoder.batchSize());
      assertEquals(VAE.pixels(), encoder.exampleLength());
      return encoder.run(images);
    }
  }

  private static Inference encoder(int batchSize) {
    return new Inference(
        PARAMETERS,
        batchSize,
        VAE.inputShape(),
        (ops, images) -> {
          Vae.Posterior posterior = VAE.encode(ops, images);
          return List.of(posterior.mu(), posterior.logVariance());
        });
  }

  private static float[] images(int n) {
    SplittableRandom random = new SplittableRandom(n);
    float[] images = new float[n * VAE.pixels()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextDouble();
    }
    return images;
  }
}
