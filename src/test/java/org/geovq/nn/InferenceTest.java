package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.geovq.model.Likelihood;
import org.geovq.model.Vae;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InferenceTest {
  private static final Vae VAE = new Vae(1, 8, 8, 4, 1, Vae.Head.SPATIAL, 2, Likelihood.BERNOULLI);
  private static final int N = 7;
  private static float[] images;
  private static float[][] expected;

  /** One example at a time, each by an inference of its own: nothing can leak between them. */
  @BeforeAll
  static void oneByOne() {
    Kernels.choose();
    images = Example.of(VAE, N).input();
    int size = VAE.latentSize();
    expected = new float[2][N * size];
    for (int i = 0; i < N; i++) {
      float[] image = new float[VAE.pixels()];
      System.arraycopy(images, i * image.length, image, 0, image.length);
      try (Inference encoder = encoder(1)) {
        float[][] outputs = encoder.run(image);
        System.arraycopy(outputs[0], 0, expected[0], i * size, size);
        System.arraycopy(outputs[1], 0, expected[1], i * size, size);
      }
    }
  }

  private static Inference encoder(int batchSize) {
    return new Inference(
        ParameterSet.initial(VAE, 3),
        batchSize,
        VAE.inputShape(),
        (ops, input) -> {
          Vae.Posterior posterior = VAE.encode(ops, input);
          return List.of(posterior.mu(), posterior.logVariance());
        });
  }

  private static void assertExpected(float[][] outputs) {
    assertEquals(2, outputs.length);
    assertArrayEquals(expected[0], outputs[0], 1e-6f);
    assertArrayEquals(expected[1], outputs[1], 1e-6f);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8})
  void outputsDoNotDependOnTheBatchSizeNorOnTheRunsBefore(int batchSize) {
    try (Inference encoder = encoder(batchSize)) {
      assertEquals(batchSize, encoder.batchSize());
      assertEquals(VAE.pixels(), encoder.exampleLength());
      float[][] first = encoder.run(images);
      assertExpected(first);
      encoder.run(new float[2 * VAE.pixels()]);
      assertExpected(encoder.run(images));
      assertExpected(first);
    }
  }

  @Test
  void runsInOtherThreadsThanTheOneThatBuiltIt() throws Exception {
    try (Inference encoder = encoder(3)) {
      assertExpected(encoder.run(images));
      for (int i = 0; i < 2; i++) {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
          assertExpected(other.submit(() -> encoder.run(images)).get());
        } finally {
          other.shutdown();
        }
      }
      assertExpected(encoder.run(images));
    }
  }

  @Test
  void noExamplesGiveEmptyOutputs() {
    try (Inference encoder = encoder(3)) {
      float[][] outputs = encoder.run(new float[0]);
      assertEquals(2, outputs.length);
      assertEquals(0, outputs[0].length);
      assertEquals(0, outputs[1].length);
    }
  }
}
