package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.geovq.config.Arm;
import org.geovq.config.Settings.PriorKind;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.run.Manifest;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All stages on strokes. */
class EndToEndTest {
  private static final int TRAIN = 340;
  private static final int HELD_OUT = 60;
  private static final int POSITIONS = 49;
  private static final int DIMENSION = 2;
  private static final String SAMPLES = Samples.directory(Arm.GEODESIC, PriorKind.PIXELCNN);

  private static Path run;
  private static StageContext context;

  @BeforeAll
  static void runAllStages() throws Exception {
    run = TinyRun.shared();
    context = TinyRun.context(run);
  }

  @Test
  void everyStageHasAManifestAndLeavesNothingBeside() throws IOException {
    for (Stage stage : Stages.of(context.settings())) {
      Manifest manifest = context.manifest(stage.output());
      assertEquals(stage.name(), manifest.stage());
      assertEquals(new HashSet<>(stage.inputs()), manifest.inputs().keySet());
    }
    try (var files = Files.walk(run)) {
      List<Path> left =
          files.filter(f -> f.toString().contains(".partial") || f.endsWith("begun.json")).toList();
      assertEquals(List.of(), left);
    }
  }

  /** As with pandas: no list of files, no filter by name. */
  @Test
  void otherReadersOfParquetAreGivenTheFolderAlone() {
    for (String table : List.of("images", "latents", "codes/geodesic", "codebook/geodesic")) {
      Path folder = run.resolve(table);
      long rows = LocalSpark.get().read().parquet(folder.toString()).count();
      assertTrue(rows > 0, table);
      for (String name : folder.toFile().list()) {
        assertTrue(name.endsWith(".parquet") || name.matches("[._].*"), table + "/" + name);
      }
    }
  }

  @Test
  void manifestsCountWhatWasAskedFor() throws IOException {
    Manifest images = context.manifest("images");
    assertEquals(TRAIN, images.count("train"));
    assertEquals(HELD_OUT, images.count("validation"));
    assertEquals(HELD_OUT, images.count("test"));
    assertEquals(28, images.count("height"));
    assertEquals(28, images.count("width"));
    assertEquals(1, images.count("channels"));
    assertEquals(2, context.manifest("vae").count("epochs"));
    assertEquals(
        POSITIONS * Math.log(16), context.manifest("vae").figure("target_kl_nats_per_image"));
    assertEquals(400, context.manifest("graph").count("nodes"));
    assertEquals(400, context.manifest("geodesics").count("landmarks"));
    assertEquals(16, context.manifest("codebook/geodesic").count("size"));
    assertEquals(1, context.manifest("prior/geodesic/pixelcnn").count("epochs"));
    // 64 from the prior; 16 each: uniform codes, noise, five temperatures.
    assertEquals(64 + 7 * 16, context.manifest("samples/geodesic/pixelcnn").count("images"));
    assertEquals(HELD_OUT, context.manifest("metrics").count("test_images"));
  }

  /** k nearest neighbours each, less the pairs that are each other's; then bridges. */
  @Test
  void graphHasAsManyEdgesAsNeighboursAllow() throws IOException {
    Manifest graph = context.manifest("graph");
    long edges = graph.count("edges");
    assertTrue(edges >= 400 * 8 / 2 && edges <= 400 * 8 + graph.count("bridges"), "edges " + edges);
    assertEquals(graph.count("components") - 1, graph.count("bridges"));
  }

  @Test
  void metricsHaveTheDocumentedKeys() throws IOException {
    new MetricsDocument(run).assertKeys();
  }

  @Test
  void metricsArePlausibleAndAgreeWithEachOther() throws IOException {
    MetricsDocument metrics = new MetricsDocument(run);
    metrics.assertReconstructionsAreThoseOfImages();
    metrics.assertCodebookIsUsed(16);
    metrics.assertPriorFiguresAgree(16);
    metrics.assertLatentsCarryRate(DIMENSION);
    metrics.assertCodesGoWithLabels(16);
    metrics.assertRuleIsTheBestOne();
    metrics.assertSecondsAreMeasured();
  }

  @Test
  void imagesAreOneRowEach() throws IOException {
    List<LabelledImage> images = Images.read(context).collect();
    assertSplitsAndIds(
        images.stream().map(LabelledImage::id).toList(),
        images.stream().map(LabelledImage::split).toList());
    images.forEach(image -> assertEquals(784, image.pixels().length));
  }

  @Test
  void latentsAreOneFiniteRowAnImage() throws IOException {
    List<Latents.Latent> latents = Latents.read(context).collect();
    assertSplitsAndIds(
        latents.stream().map(Latents.Latent::id).toList(),
        latents.stream().map(Latents.Latent::split).toList());
    for (Latents.Latent latent : latents) {
      assertEquals(POSITIONS * DIMENSION, latent.mu().length);
      assertEquals(POSITIONS * DIMENSION, latent.logVariance().length);
      for (int i = 0; i < latent.mu().length; i++) {
        assertTrue(Float.isFinite(latent.mu()[i]) && Float.isFinite(latent.logVariance()[i]));
      }
    }
  }

  @Test
  void codesAreOneRowAnImageWithinTheCodebook() throws IOException {
    List<Long> ids = new ArrayList<>();
    List<Split> splits = new ArrayList<>();
    for (Split split : Split.values()) {
      for (Codes.CodeGrid grid : Codes.read(context, Arm.GEODESIC, split).collect()) {
        ids.add(grid.id());
        splits.add(grid.split());
        assertEquals(POSITIONS, grid.codes().length);
        for (int code : grid.codes()) {
          assertTrue(code >= 0 && code < 16, "code " + code);
        }
      }
    }
    assertSplitsAndIds(ids, splits);
  }

  @Test
  void labelsStayWithTheirImages() throws IOException {
    Map<Long, Integer> labels = new HashMap<>();
    Images.read(context).collect().forEach(image -> labels.put(image.id(), image.label()));
    for (Split split : Split.values()) {
      for (Codes.CodeGrid grid : Codes.read(context, Arm.GEODESIC, split).collect()) {
        assertEquals(labels.get(grid.id()), grid.label());
      }
    }
  }

  @Test
  void eachKindOfSampleIsThere() throws IOException {
    assertEquals(64, Samples.read(context, SAMPLES, Samples.PRIOR, 1000).size());
    assertEquals(16, Samples.read(context, SAMPLES, Samples.UNIFORM, 1000).size());
    assertEquals(16, Samples.read(context, SAMPLES, Samples.GAUSSIAN, 1000).size());
    assertEquals(5 * 16, Samples.read(context, SAMPLES, Samples.TEMPERATURE, 1000).size());
  }

  @Test
  void reportHasItsPageAndEveryFigureThatThePageShows() throws IOException {
    Path report = run.resolve("report");
    String page = Files.readString(report.resolve("index.html"));
    Set<String> shown = new TreeSet<>();
    Pattern.compile("[\\w./-]+\\.png").matcher(page).results().forEach(m -> shown.add(m.group()));
    Set<String> found = new TreeSet<>();
    try (var files = Files.walk(report)) {
      files
          .filter(f -> f.toString().endsWith(".png"))
          .forEach(f -> found.add(report.relativize(f).toString()));
    }
    assertEquals(found, shown);
    Set<String> names = new TreeSet<>();
    for (String file : found) {
      assertNotNull(ImageIO.read(report.resolve(file).toFile()), file);
      names.add(file.replaceAll(".*/|\\.png", ""));
    }
    assertEquals(
        new TreeSet<>(
            Set.of(
                "reconstructions",
                "sheet-geodesic-pixelcnn",
                "samples-geodesic",
                "samples-gaussian",
                "temperatures-geodesic",
                "interpolation-1",
                "interpolation-2",
                "usage",
                "position-usage",
                "codebook",
                "latent-map",
                "vae-curve",
                "rate-curve",
                "prior-curve-pixelcnn")),
        names);
  }

  @Test
  void secondRunExecutesNothing() throws Exception {
    Map<String, String> before = TinyRun.ids(run);
    TinyRun.run(run);
    assertEquals(before, TinyRun.ids(run));
  }

  @Test
  void changedCodebookSizeRedoesQuantizeAndWhatFollowsAlone(@TempDir Path folder) throws Exception {
    TinyRun.copy(run, folder);
    Map<String, String> before = TinyRun.ids(folder);
    TinyRun.run(folder, "codebook.size=8");
    Map<String, String> after = TinyRun.ids(folder);
    Set<String> kept = Set.of("images", "vae", "latents", "graph", "geodesics");
    before.forEach(
        (output, id) -> {
          if (kept.contains(output)) {
            assertEquals(id, after.get(output), output);
          } else {
            assertNotEquals(id, after.get(output), output);
          }
        });
    new MetricsDocument(folder).assertCodebookIsUsed(8);
  }

  private static void assertSplitsAndIds(List<Long> ids, List<Split> splits) {
    assertEquals(TRAIN + 2 * HELD_OUT, ids.size());
    assertEquals(ids.size(), new HashSet<>(ids).size());
    assertEquals(TRAIN, splits.stream().filter(Split.TRAIN::equals).count());
    assertEquals(HELD_OUT, splits.stream().filter(Split.VALIDATION::equals).count());
  }
}
