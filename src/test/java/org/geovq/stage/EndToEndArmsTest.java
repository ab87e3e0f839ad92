package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.geovq.config.Arm;
import org.geovq.config.Settings.Decode;
import org.geovq.config.Settings.PriorKind;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.graph.CsrGraph;
import org.geovq.model.ImageCodec;
import org.geovq.model.ImageShard;
import org.geovq.model.LatentGrid;
import org.geovq.model.Prior;
import org.geovq.model.Vae;
import org.geovq.model.VqVae;
import org.geovq.run.Pipeline;
import org.geovq.run.StageContext;
import org.geovq.stage.Codes.CodeGrid;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both VQ-VAEs, a graph with decoded lengths, a decoder trained further, and priors of two kinds
 * that are told the class, in one run.
 */
final class EndToEndArmsTest {
  private static final Arm[] TRAINED = {Arm.VQVAE, Arm.VQVAE_GRADIENT};
  private static final String[] SETTINGS = {
    "arms=[geodesic, vqvae, vqvae_gradient]",
    "vqvae.dimension=3",
    "graph.length=pullback",
    "ablation.metrics=[fisher-rao, pullback]",
    "finetune.arms=[geodesic, vqvae]",
    "finetune.training.epochs=2",
    "finetune.training.batch-size=20",
    "prior.kinds=[masked-pixelcnn, transformer]",
    "prior.class-conditional=true",
    "prior.masked-pixelcnn.embedding=4",
    "prior.masked-pixelcnn.channels=4",
    "prior.masked-pixelcnn.layers=1",
    "prior.transformer.width=8",
    "prior.transformer.heads=2",
    "prior.transformer.layers=1"
  };

  @TempDir private static Path run;
  private static StageContext context;

  @BeforeAll
  static void addArmsToAFinishedRun() throws Exception {
    TinyRun.copy(TinyRun.shared(), run);
    TinyRun.run(run, SETTINGS);
    context = TinyRun.context(run, SETTINGS);
  }

  /** What the best prior is chosen by is what its network says of these codes. */
  @Test
  void validationNatsAreThoseOfTheValidationImages() throws IOException {
    for (PriorKind kind : List.of(PriorKind.MASKED_PIXELCNN, PriorKind.TRANSFORMER)) {
      double expected =
          Evaluate.prior(
                  context,
                  Models.readPrior(context, Arm.VQVAE, kind),
                  Codes.read(context, Arm.VQVAE, Split.VALIDATION))
              .nllNatsPerImage();
      double found =
          Evaluate.read(context).prior().get("vqvae").get(kind.key()).validationNatsPerImage();
      assertEquals(expected, found, 1e-3);
    }
  }

  /** From the encoder's output and a search of all codes, for the first test images. */
  @Test
  void codesOfAVqVaeAreTheNearestOnes() throws IOException {
    List<LabelledImage> images = Images.read(context, Split.TEST).takeOrdered(3, Images.BY_ID);
    for (Arm arm : TRAINED) {
      Models.Trained<VqVae> trained = Models.read(context, TrainVqVae.directory(arm), VqVae.class);
      VqVae network = trained.network();
      float[] table = network.codebook(trained.parameters());
      Map<Long, int[]> codes = new HashMap<>();
      Codes.read(context, arm, Split.TEST).collect().forEach(g -> codes.put(g.id(), g.codes()));
      assertEquals(60, codes.size());
      try (ImageCodec codec = new ImageCodec(network, trained.parameters(), 3)) {
        float[] vectors =
            network
                .grid()
                .toVectors(codec.encode(ImageShard.planar(Images.shape(context), images))[0]);
        for (int row = 0; row < vectors.length / 3; row++) {
          int given = codes.get(images.get(row / 49).id())[row % 49];
          double least = Double.POSITIVE_INFINITY;
          for (int code = 0; code < 16; code++) {
            least = Math.min(least, distance(table, code, vectors, row));
          }
          assertEquals(least, distance(table, given, vectors, row), 1e-5);
        }
      }
    }
  }

  private static double distance(float[] table, int code, float[] vectors, int row) {
    double sum = 0;
    for (int c = 0; c < 3; c++) {
      sum += Math.pow(table[code * 3 + c] - vectors[row * 3 + c], 2);
    }
    return sum;
  }

  @Test
  void everySplitHasCodesOfItsOwnImages() throws IOException {
    for (Arm arm : TRAINED) {
      for (Split split : Split.values()) {
        long[] images =
            Images.read(context, split).collect().stream().mapToLong(LabelledImage::id).toArray();
        long[] coded =
            Codes.read(context, arm, split).collect().stream().mapToLong(CodeGrid::id).toArray();
        Arrays.sort(images);
        Arrays.sort(coded);
        assertArrayEquals(images, coded);
      }
    }
  }

  /** One edge by hand: both its ends' images, the cell at the start, half-way and at the end. */
  @Test
  void edgesAreAsLongAsTheirDecodedSegments() throws IOException {
    GraphTable.Geometry geometry = GraphTable.read(context);
    CsrGraph graph = geometry.graph();
    int a = 7;
    int b = graph.targets()[graph.offsets()[a]];
    double expected = (decoded(geometry, a, b) + decoded(geometry, b, a)) / 2;
    assertEquals(expected, graph.lengths()[graph.offsets()[a]], 1e-4 * expected + 1e-6);
    assertTrue(expected > 0);
  }

  private static double decoded(GraphTable.Geometry geometry, int home, int other)
      throws IOException {
    Models.Trained<Vae> vae = Models.read(context, TrainVae.DIRECTORY, Vae.class);
    LatentGrid grid = Models.grid(context, vae.network());
    int d = grid.dimension();
    long image = geometry.imageIds()[home];
    float[] latents =
        Latents.read(context, Split.TRAIN).filter(l -> l.id() == image).first().mu().clone();
    float[][] images = new float[3][];
    try (ImageCodec codec = new ImageCodec(vae.network(), vae.parameters(), 1)) {
      for (int step = 0; step < 3; step++) {
        for (int c = 0; c < d; c++) {
          float from = geometry.nodes().mu()[home * d + c];
          float to = geometry.nodes().mu()[other * d + c];
          latents[geometry.positions()[home] * d + c] = from + (to - from) * step / 2;
        }
        float[] input = new float[latents.length];
        grid.toDecoder(latents, 0, input, 0);
        images[step] = codec.decode(input);
      }
    }
    return length(images[0], images[1]) + length(images[1], images[2]);
  }

  private static double length(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.pow(a[i] - b[i], 2);
    }
    return Math.sqrt(sum);
  }

  @Test
  void nothingIsLeftOfMeasuringEdges() throws IOException {
    assertFalse(
        context
            .files()
            .exists(
                new org.apache.hadoop.fs.Path(context.input(GraphTable.DIRECTORY), "checkpoints")));
  }

  /** The encoder stays; the error falls from what the network's own decoder has. */
  @Test
  void aTunedDecoderServesItsCodesBetter() throws IOException {
    Metrics metrics = Evaluate.read(context);
    for (Arm arm : List.of(Arm.GEODESIC, Arm.VQVAE)) {
      Codebooks.Source own = Codebooks.source(context, arm, Decode.MEDOID);
      Codebooks.Source tuned = FinetuneDecoder.source(context, arm, Decode.MEDOID);
      assertArrayEquals(own.vectors(), tuned.vectors());
      assertArrayEquals(
          own.trained().parameters().get("encoder.conv1.weight"),
          tuned.trained().parameters().get("encoder.conv1.weight"));
      assertTrue(
          metrics.reconstruction().get(arm.key() + "_finetuned").mse()
              < metrics.reconstruction().get(arm.key()).mse(),
          arm.key());
    }
  }

  /** One step, far too large. */
  @Test
  void aDecoderThatOnlyGotWorseIsNotTaken(@TempDir Path copy) throws Exception {
    TinyRun.copy(run, copy);
    List<String> settings = new ArrayList<>(List.of(SETTINGS));
    settings.addAll(
        List.of(
            "finetune.training.learning-rate=1",
            "finetune.training.final-learning-rate-share=1",
            "finetune.training.epochs=1",
            "finetune.training.batch-size=100"));
    StageContext worse = TinyRun.context(copy, settings.toArray(String[]::new));
    new Pipeline(Stages.of(worse.settings()), worse)
        .run("finetune-decoder", "finetune-decoder", List.of());
    Codebooks.Source own = Codebooks.source(worse, Arm.GEODESIC, Decode.MEDOID);
    Codebooks.Source tuned = FinetuneDecoder.source(worse, Arm.GEODESIC, Decode.MEDOID);
    assertArrayEquals(own.trained().parameters().values(), tuned.trained().parameters().values());
    assertEquals(0, worse.manifest(FinetuneDecoder.directory(Arm.GEODESIC)).count("best_epoch"));
  }

  /**
   * Refined codes come nearer; beside them stand the figures that the unrefined ones had. Whoever
   * encodes the same images again gets the same ones.
   */
  @Test
  void codesOfEveryArmAreRefinedByTheSameSetting(@TempDir Path copy) throws Exception {
    TinyRun.copy(run, copy);
    String[] settings = {
      "arms=[geodesic, vqvae]",
      "vqvae.dimension=3",
      "graph.length=pullback",
      "prior.kinds=[]",
      "assign.refine-rounds=1"
    };
    TinyRun.run(copy, settings);
    StageContext refined = TinyRun.context(copy, settings);
    Metrics before = Evaluate.read(context);
    Metrics after = Evaluate.read(refined);
    for (Arm arm : List.of(Arm.GEODESIC, Arm.VQVAE)) {
      double nearest = before.reconstruction().get(arm.key()).mse();
      assertEquals(
          nearest, after.reconstruction().get(arm.key() + "_unrefined").mse(), 1e-9, arm.key());
      assertTrue(after.reconstruction().get(arm.key()).mse() < nearest, arm.key());
    }
    for (Arm arm : List.of(Arm.GEODESIC, Arm.VQVAE)) {
      StageContext coded = EncodeTest.encode(copy, arm, copy.resolve("coded"));
      TinyRun.assertSameCodes(refined, coded, arm);
    }
    Map<String, Object> told = refined.manifest(Codes.directory(Arm.VQVAE)).counts();
    double error = ((Number) told.get(Codes.error("nearest"))).doubleValue();
    assertTrue(((Number) told.get(Codes.error("refined"))).doubleValue() < error, told.toString());
  }

  @Test
  void everyArmHasItsFiguresAndPriorsThatAreToldTheClass() throws IOException {
    Metrics metrics = Evaluate.read(context);
    for (Arm arm : context.settings().arms()) {
      assertTrue(metrics.reconstruction().get(arm.key()).mse() > 0);
      assertEquals(16, metrics.codebook().get(arm.key()).size());
      for (PriorKind kind : context.settings().prior().kinds()) {
        Prior prior = Models.readPrior(context, arm, kind).network();
        assertEquals(10, prior.classes());
        double nats = metrics.prior().get(arm.key()).get(kind.key()).nllNatsPerImage();
        assertTrue(nats > 0 && nats < 1.5 * 49 * Math.log(16), "nats " + nats);
        assertEquals(
            64, Samples.read(context, Samples.directory(arm, kind), Samples.PRIOR, 1000).size());
      }
    }
  }

  /** Two metrics, of which the decoded one has no straight distances; two costs, two decodings. */
  @Test
  void theAblationHasEveryVariantOnce() throws IOException {
    Metrics metrics = Evaluate.read(context);
    long distinct =
        metrics.ablation().stream()
            .map(v -> v.metric() + v.distances() + v.costPower() + v.decode())
            .distinct()
            .count();
    assertEquals(8 + 4, metrics.ablation().size());
    assertEquals(12, distinct);
    for (Metrics.Variant variant : metrics.ablation()) {
      assertTrue(variant.mse() > 0 && variant.mse() < 0.5);
      assertTrue(variant.used() > 1 && variant.used() <= 16);
    }
  }

  @Test
  void aVqVaeDecodesFromItsOwnCodebook() throws IOException {
    Codebooks.Source source = Codebooks.source(context, Arm.VQVAE, Decode.MEDOID);
    assertEquals(16 * 3, source.vectors().length);
    assertEquals(3, source.grid().dimension());
  }
}
