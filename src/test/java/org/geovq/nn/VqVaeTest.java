package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.geovq.SharedSpark;
import org.geovq.data.ImageShape;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.model.CodebookCare;
import org.geovq.model.ImageCodec;
import org.geovq.model.ImageShard;
import org.geovq.model.Likelihood;
import org.geovq.model.Residual;
import org.geovq.model.VqVae;
import org.geovq.random.Draw;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.learning.config.Sgd;

/** What is particular to a VQ-VAE's training: its losses, its averages, and its dead codes. */
class VqVaeTest {
  private static final ImageShape SHAPE = new ImageShape(8, 8, 1);
  private static final int CODES = 5;
  private static final double DECAY = 0.9;

  @BeforeAll
  static void chooseKernels() {
    Kernels.choose();
  }

  private static VqVae network(VqVae.Learning learning) {
    return new VqVae(
        1,
        8,
        8,
        4,
        1,
        Residual.PREACTIVATED,
        VqVae.Bridge.SPATIAL,
        CODES,
        3,
        Likelihood.BERNOULLI,
        learning,
        0.25,
        DECAY);
  }

  private static ImageShard images(int from, int n) {
    List<LabelledImage> images = new ArrayList<>();
    for (int id = from; id < from + n; id++) {
      byte[] pixels = new byte[SHAPE.pixels()];
      SplittableRandom random = Draw.generator(3, "pixels", id);
      random.nextBytes(pixels);
      images.add(new LabelledImage(id, Split.TRAIN, -1, pixels));
    }
    return ImageShard.of(SHAPE, 0, images);
  }

  /** With a codebook that lies among the vectors, so that several codes are chosen. */
  private static ParameterSet parameters(VqVae network, ImageShard images) {
    ParameterSet initial = ParameterSet.initial(network, 1);
    // Starting values let vectors lie together and gradients fade.
    for (int i = 0; i < initial.values().length; i++) {
      initial.values()[i] *= 3;
    }
    float[] vectors = vectors(network, initial, images);
    float[] table = Arrays.copyOf(vectors, CODES * network.dimension());
    float[] perImage = {1.5f, 0.5f, 0.8f, 0.7f, 0.5f};
    return network.codebook() == VqVae.Learning.EMA
        ? network.withCodebook(initial, table, perImage)
        : initial.with("codebook.table", table);
  }

  private static float[] vectors(VqVae network, ParameterSet parameters, ImageShard images) {
    try (ImageCodec codec = new ImageCodec(network, parameters, images.size())) {
      return network.grid().toVectors(codec.encode(images.planar())[0]);
    }
  }

  private static int nearest(float[] table, float[] vectors, int row, int d) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int code = 0; code < CODES; code++) {
      double sum = 0;
      for (int c = 0; c < d; c++) {
        sum += Math.pow(vectors[row * d + c] - table[code * d + c], 2);
      }
      best = sum < least ? code : best;
      least = Math.min(least, sum);
    }
    return best;
  }

  /** Gradients of one step, by name. */
  private static Map<String, float[]> gradients(
      Network network, ParameterSet parameters, ImageShard images, double[] loss) {
    Map<String, INDArray> arrays = parameters.arrays();
    Map<String, INDArray> into = new LinkedHashMap<>();
    arrays.forEach((name, array) -> into.put(name, array.like()));
    Rounds.Steps steps = new Rounds.Steps("test", new Pass(1, 1, 1), 0, 1, 1, false);
    try (TrainingStep step = new TrainingStep(network);
        Batches batches = new Batches(network, images, 0, steps, images.size())) {
      MultiDataSet batch = batches.next();
      loss[0] = step.run(batch.getFeatures(0), batch.getLabels(0), arrays, into);
    }
    Map<String, float[]> gradients = new LinkedHashMap<>();
    into.forEach((name, array) -> gradients.put(name, array.ravel().toFloatVector()));
    return gradients;
  }

  /**
   * The loss from its definition, with encoder and decoder run apart and codes found by brute
   * force.
   */
  @ParameterizedTest
  @EnumSource(VqVae.Learning.class)
  void theLossIsReconstructionAndTheWeightedDistancesToTheCodes(VqVae.Learning learning) {
    VqVae network = network(learning);
    ImageShard images = images(0, 4);
    ParameterSet parameters = parameters(network, images);
    float[] table = network.codebook(parameters);
    float[] vectors = vectors(network, parameters, images);
    int d = network.dimension();
    double distance = 0;
    float[] quantized = new float[vectors.length];
    for (int i = 0; i < vectors.length; i++) {
      quantized[i] = table[nearest(table, vectors, i / d, d) * d + i % d];
      distance += Math.pow(vectors[i] - quantized[i], 2) / images.size();
    }
    float[] latents = new float[vectors.length];
    for (int i = 0; i < images.size(); i++) {
      int at = i * network.latentSize();
      network.grid().toDecoder(quantized, at, latents, at);
    }
    double reconstruction = 0;
    try (ImageCodec codec = new ImageCodec(network, parameters, images.size())) {
      float[] decoded = codec.decode(latents);
      float[] originals = images.planar();
      for (int i = 0; i < decoded.length; i++) {
        double x = originals[i];
        reconstruction -=
            (x * Math.log(decoded[i]) + (1 - x) * Math.log1p(-decoded[i])) / images.size();
      }
    }
    double weight = learning == VqVae.Learning.EMA ? 0.25 : 1.25;
    double[] loss = new double[1];
    gradients(network, parameters, images, loss);
    assertEquals(reconstruction + weight * distance, loss[0], 1e-3);
    assertTrue(distance > 1e-3, "quantization costs nothing: nothing is tested");
  }

  /** One step of Sgd(1) sets each average to decay x old + (1 - decay) x the batch's, per image. */
  @Test
  void averagesMoveToTheBatchsSumsAndCountsPerImage() {
    VqVae network = network(VqVae.Learning.EMA);
    ImageShard images = images(0, 4);
    ParameterSet parameters = parameters(network, images);
    float[] table = network.codebook(parameters);
    float[] vectors = vectors(network, parameters, images);
    int d = network.dimension();
    double[] counts = new double[CODES];
    double[] sums = new double[CODES * d];
    for (int row = 0; row < vectors.length / d; row++) {
      int code = nearest(table, vectors, row, d);
      counts[code] += 1.0 / images.size();
      for (int c = 0; c < d; c++) {
        sums[code * d + c] += vectors[row * d + c] / images.size();
      }
    }
    Map<String, float[]> gradients = gradients(network, parameters, images, new double[1]);
    float[] oldCounts = parameters.get("codebook.counts");
    float[] oldSums = parameters.get("codebook.sums");
    for (int i = 0; i < sums.length; i++) {
      double moved = oldSums[i] - gradients.get("codebook.sums")[i];
      assertEquals(DECAY * oldSums[i] + (1 - DECAY) * sums[i], moved, 1e-5);
    }
    for (int code = 0; code < CODES; code++) {
      double moved = oldCounts[code] - gradients.get("codebook.counts")[code];
      assertEquals(DECAY * oldCounts[code] + (1 - DECAY) * counts[code], moved, 1e-5);
    }
  }

  /**
   * The true loss does not move with the encoder by the gradient that passes straight through, so
   * the encoder's gradients are compared with the slopes of the loss whose codes are held: decoder
   * on z + (q0 - z0), commitment |z - q0|^2, codebook |q - z0|^2.
   */
  @ParameterizedTest
  @EnumSource(VqVae.Learning.class)
  void gradientsPassStraightThrough(VqVae.Learning learning) {
    VqVae network = network(learning);
    ImageShard images = images(0, 4);
    ParameterSet parameters = parameters(network, images);
    Map<String, float[]> gradients = gradients(network, parameters, images, new double[1]);
    Held held = new Held(network, parameters, images);
    gradients.forEach(
        (name, gradient) -> {
          if (!network.isAverage(name)) {
            double length = 0;
            for (float g : gradient) {
              length += (double) g * g;
            }
            length = Math.sqrt(length);
            assertTrue(length > 1e-3, name + " has hardly any gradient");
            double step = 5e-4 / Math.max(1, length);
            double slope =
                (held.loss(moved(parameters, name, gradient, step / length))
                        - held.loss(moved(parameters, name, gradient, -step / length)))
                    / (2 * step);
            assertEquals(length, slope, 0.03 * length + 5e-3, name);
          }
        });
  }

  private static ParameterSet moved(
      ParameterSet parameters, String name, float[] direction, double factor) {
    float[] values = parameters.get(name);
    for (int i = 0; i < values.length; i++) {
      values[i] += (float) (factor * direction[i]);
    }
    return parameters.with(name, values);
  }

  /** The loss around given parameters with the chosen codes and all that is constant held there. */
  private static final class Held {
    private final VqVae network;
    private final ImageShard images;
    private final float[] startVectors;
    private final float[] startQuantized;
    private final int[] codes;

    Held(VqVae network, ParameterSet start, ImageShard images) {
      this.network = network;
      this.images = images;
      int d = network.dimension();
      float[] table = network.codebook(start);
      startVectors = vectors(network, start, images);
      startQuantized = new float[startVectors.length];
      codes = new int[startVectors.length / d];
      Arrays.setAll(codes, row -> nearest(table, startVectors, row, d));
      for (int i = 0; i < startQuantized.length; i++) {
        startQuantized[i] = table[codes[i / d] * d + i % d];
      }
    }

    double loss(ParameterSet parameters) {
      int d = network.dimension();
      float[] table = network.codebook(parameters);
      float[] vectors = vectors(network, parameters, images);
      float[] passed = new float[vectors.length];
      double loss = 0;
      for (int i = 0; i < vectors.length; i++) {
        passed[i] = vectors[i] + startQuantized[i] - startVectors[i];
        loss += 0.25 * Math.pow(vectors[i] - startQuantized[i], 2);
        if (network.codebook() == VqVae.Learning.GRADIENT) {
          loss += Math.pow(table[codes[i / d] * d + i % d] - startVectors[i], 2);
        }
      }
      float[] latents = new float[vectors.length];
      for (int at = 0; at < latents.length; at += network.latentSize()) {
        network.grid().toDecoder(passed, at, latents, at);
      }
      try (ImageCodec codec = new ImageCodec(network, parameters, images.size())) {
        float[] decoded = codec.decode(latents);
        float[] originals = images.planar();
        for (int i = 0; i < decoded.length; i++) {
          double x = originals[i];
          loss -= x * Math.log(decoded[i]) + (1 - x) * Math.log1p(-decoded[i]);
        }
      }
      return loss / images.size();
    }
  }

  /** All that is averaged is a mean over images, and Sgd is linear: nothing else may come out. */
  @ParameterizedTest
  @EnumSource(VqVae.Learning.class)
  void twoWorkersWithABatchEqualOneWithTheDouble(VqVae.Learning learning) {
    VqVae network = network(learning);
    ParameterSet start = parameters(network, images(0, 4));
    ParameterSet two = round(network, start, 4, List.of(images(0, 4), images(4, 4)));
    ParameterSet one = round(network, start, 8, List.of(images(0, 8)));
    assertArrayEquals(one.values(), two.values(), 2e-6f);
    float[] moved = one.values();
    double change = 0;
    for (int i = 0; i < moved.length; i++) {
      change += Math.abs(moved[i] - start.values()[i]);
    }
    assertTrue(change > 0.1, "hardly anything moved: " + change);
  }

  private static ParameterSet round(
      VqVae network, ParameterSet start, int batch, List<ImageShard> shards) {
    WorkerModel model =
        new WorkerModel("test", NetworkLayer.configuration(network, new Sgd(0.01), 1));
    var rdd = SharedSpark.context().parallelize(shards, shards.size());
    try (Rounds rounds = new SparkRounds<>(SharedSpark.context(), rdd, network, model, batch)) {
      Rounds.Steps steps = new Rounds.Steps("test", new Pass(1, 1, 1), 0, 1, 1, false);
      Round round = rounds.run(steps, new ModelState(start.values(), new float[0], 0));
      return new ParameterSet(network.parameters(), round.state().parameters());
    }
  }

  /** k-means of as many vectors as there are codes puts a code onto each. */
  @ParameterizedTest
  @EnumSource(VqVae.Learning.class)
  void theStartPutsACodeOntoEachOfAsManyVectors(VqVae.Learning learning) {
    VqVae network =
        new VqVae(
            1,
            8,
            8,
            4,
            0,
            Residual.PREACTIVATED,
            VqVae.Bridge.SPATIAL,
            8,
            3,
            Likelihood.BERNOULLI,
            learning,
            0.25,
            DECAY);
    ImageShard probe = images(0, 2);
    ParameterSet initial = ParameterSet.initial(network, 1);
    ParameterSet started = new CodebookCare(network, probe, 2, 0.05, 1).started(initial);
    float[] vectors = vectors(network, initial, probe);
    float[] table = network.codebook(started);
    for (int row = 0; row < 8; row++) {
      double least = Double.POSITIVE_INFINITY;
      for (int code = 0; code < 8; code++) {
        double sum = 0;
        for (int c = 0; c < 3; c++) {
          sum += Math.pow(vectors[row * 3 + c] - table[code * 3 + c], 2);
        }
        least = Math.min(least, sum);
      }
      assertEquals(0, least, 1e-8);
    }
    if (learning == VqVae.Learning.EMA) {
      // An image has four vectors, so that each of eight codes has half a one.
      float[] counts = started.get("codebook.counts");
      float[] halves = new float[8];
      Arrays.fill(halves, 0.5f);
      assertArrayEquals(halves, counts);
    }
  }

  /** Four positions and five codes: an even use is 0.8 an image, a twentieth of that 0.04. */
  @Test
  void aCodeThatIsHardlyUsedIsSetOntoAVectorWithBothItsAverages() {
    VqVae network = network(VqVae.Learning.EMA);
    ImageShard probe = images(0, 4);
    ParameterSet parameters = parameters(network, probe);
    float[] table = network.codebook(parameters);
    float[] counts = {1.5f, 0.03f, 0.05f, 0f, 2.4f};
    Arrays.fill(table, 3, 6, 50);
    Arrays.fill(table, 9, 12, 60);
    ParameterSet dying = network.withCodebook(parameters, table, counts);
    CodebookCare care = new CodebookCare(network, probe, 2, 0.05, 1);
    ParameterSet revived = care.next(new Trainer.Steered(1, dying), 7, 9).parameters();
    assertEquals(2, care.takeRevived());
    assertEquals(0, care.takeRevived());
    assertArrayEquals(
        new float[] {1.5f, 0.8f, 0.05f, 0.8f, 2.4f}, revived.get("codebook.counts"), 1e-6f);
    float[] after = network.codebook(revived);
    List<List<Float>> vectors = rows(vectors(network, parameters, probe));
    for (int code : new int[] {1, 3}) {
      List<Float> row = rows(Arrays.copyOfRange(after, code * 3, code * 3 + 3)).get(0);
      assertTrue(
          vectors.stream().anyMatch(v -> close(v, row)), "code " + code + " lies on no vector");
    }
    assertArrayEquals(Arrays.copyOf(table, 3), Arrays.copyOf(after, 3), 1e-4f);
    ParameterSet again = care.next(new Trainer.Steered(1, revived), 8, 9).parameters();
    assertTrue(again == revived, "nothing is dead, and yet something changed");
  }

  private static boolean close(List<Float> a, List<Float> b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      sum += Math.abs(a.get(i) - b.get(i));
    }
    return sum < 1e-4;
  }

  private static List<List<Float>> rows(float[] vectors) {
    List<List<Float>> rows = new ArrayList<>();
    for (int i = 0; i < vectors.length; i += 3) {
      rows.add(List.of(vectors[i], vectors[i + 1], vectors[i + 2]));
    }
    return rows;
  }
}
