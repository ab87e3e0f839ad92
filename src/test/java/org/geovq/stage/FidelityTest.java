package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.geovq.UserError;
import org.geovq.config.Arm;
import org.geovq.config.Settings.PriorKind;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.run.Manifest;
import org.geovq.run.StageContext;
import org.geovq.stage.Codes.CodeGrid;
import org.geovq.stage.Fidelity.Nearest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The samples of a finished run, judged by a classifier of its strokes. */
class FidelityTest {
  private static final String[] SETTINGS = {
    "fidelity.enabled=true",
    "fidelity.classifier.width=8",
    "fidelity.training.epochs=4",
    "fidelity.training.batch-size=10",
    "fidelity.training.learning-rate=5e-3"
  };

  @TempDir private static Path run;
  private static StageContext context;
  private static Map<String, String> before;

  @BeforeAll
  static void judgeSamplesOfAFinishedRun() throws Exception {
    TinyRun.copy(TinyRun.shared(), run);
    before = TinyRun.ids(run);
    TinyRun.run(run, SETTINGS);
    context = TinyRun.context(run, SETTINGS);
  }

  @Test
  void whatWasThereIsLeftAloneButForMetricsAndReport() throws IOException {
    Map<String, String> after = new TreeMap<>(TinyRun.ids(run, SETTINGS));
    assertTrue(after.keySet().removeAll(Set.of("classifier", "fidelity")));
    after.entrySet().removeAll(before.entrySet());
    assertEquals(Set.of("metrics", "report"), after.keySet());
  }

  @Test
  void metricsHoldTheFiguresOfTheSamples() throws IOException {
    MetricsDocument metrics = new MetricsDocument(run);
    metrics.assertKeys();
    metrics.assertSamplesAreJudged(64, 10);
    metrics.assertSecondsAreMeasured();
  }

  /** A guess is right one time in ten. */
  @Test
  void classifierLearns() throws IOException {
    Manifest classifier = context.manifest(TrainClassifier.DIRECTORY);
    assertEquals(10, classifier.count("classes"));
    // conv1 4 4 1 8 + 8, conv2 4 4 8 16 + 16, features 16 7 7 64 + 64, head 64 10 + 10
    assertEquals(136 + 2064 + 50_240 + 650, classifier.count("parameters"));
    double accuracy = classifier.figure("validation_accuracy");
    assertTrue(accuracy > 0.5, "accuracy " + accuracy);
    assertTrue(Fidelity.read(context).classifierAccuracy() > 0.5);
  }

  /** Samples of a prior that has hardly learnt are further off than other images of the data. */
  @Test
  void samplesAreAboveTheFloor() throws IOException {
    Metrics.Fidelity fidelity = Fidelity.read(context);
    double frechet = fidelity.samples().get("geodesic").get("pixelcnn").frechet();
    assertTrue(frechet > fidelity.frechetFloor(), frechet + " " + fidelity.frechetFloor());
  }

  @Test
  void nearestTrainingImagesAreThoseOfAWholeSearch() throws IOException {
    List<LabelledImage> training = Images.read(context, Split.TRAIN).collect();
    String directory = Samples.directory(Arm.GEODESIC, PriorKind.PIXELCNN);
    List<Samples.Sample> samples = Samples.read(context, directory, Samples.PRIOR, 16);
    List<Nearest> nearest = Fidelity.nearest(context, Arm.GEODESIC, PriorKind.PIXELCNN);
    assertEquals(16, nearest.size());
    for (int i = 0; i < nearest.size(); i++) {
      Nearest found = nearest.get(i);
      assertEquals(i, found.sample());
      double least = Double.POSITIVE_INFINITY;
      double own = Double.NaN;
      for (LabelledImage image : training) {
        double distance = distance(samples.get(i).pixels(), image.pixels());
        least = Math.min(least, distance);
        own = image.id() == found.image() ? distance : own;
      }
      assertEquals(least, own, "sample " + i);
      assertEquals(least, found.distance(), 1e-9);
    }
  }

  private static double distance(byte[] a, byte[] b) {
    double squares = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = ((a[i] & 0xFF) - (b[i] & 0xFF)) / 255.;
      squares += difference * difference;
    }
    return Math.sqrt(squares);
  }

  @Test
  void useAtAPositionCountsTheCodesThere() throws IOException {
    List<CodeGrid> grids = Codes.read(context, Arm.GEODESIC, Split.TEST).collect();
    Metrics.Positions positions = CodeCounts.positions(context, Arm.GEODESIC);
    for (int position = 0; position < positions.used().length; position++) {
      Set<Integer> codes = new HashSet<>();
      for (CodeGrid grid : grids) {
        codes.add(grid.codes()[position]);
      }
      assertEquals(codes.size(), positions.used()[position]);
    }
  }

  /** Share of the places whose label is the commonest one of their code. */
  @Test
  void purityIsThatOfTheLabelsOfTheImages() throws IOException {
    Map<Integer, Map<Integer, Integer>> counts = new TreeMap<>();
    int places = 0;
    for (CodeGrid grid : Codes.read(context, Arm.GEODESIC, Split.TEST).collect()) {
      for (int code : grid.codes()) {
        counts.computeIfAbsent(code, c -> new TreeMap<>()).merge(grid.label(), 1, Integer::sum);
        places++;
      }
    }
    double commonest = 0;
    for (Map<Integer, Integer> labels : counts.values()) {
      commonest += labels.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    }
    assertEquals(
        commonest / places, CodeCounts.clusters(context, Arm.GEODESIC, 10).purity(), 1e-12);
  }

  @Test
  void aCodebookOfAnOlderRunHasNoSilhouette(@TempDir Path folder) throws IOException {
    TinyRun.copy(run.resolve("codebook"), folder.resolve("codebook"));
    Path file = folder.resolve("codebook/geodesic/manifest.json");
    StageContext older = TinyRun.context(folder, SETTINGS);
    double silhouette = Quantize.silhouette(older, Arm.GEODESIC);
    assertTrue(silhouette >= -1 && silhouette <= 1, "silhouette " + silhouette);
    Files.deleteIfExists(folder.resolve("codebook/geodesic/.manifest.json.crc"));
    Files.writeString(file, Files.readString(file).replace("\"silhouette\"", "\"none\""));
    assertNull(Quantize.silhouette(older, Arm.GEODESIC));
  }

  @Test
  void imagesWithoutLabelsAreAUserErrorBeforeAnythingIsTrained(@TempDir Path folder)
      throws Exception {
    withoutLabels(folder);
    UserError error = assertThrows(UserError.class, () -> TinyRun.run(folder, SETTINGS));
    assertEquals(
        "fidelity.enabled = true: the images of data.set = strokes have no labels, which the classifier is trained on.",
        error.getMessage());
  }

  @Test
  void imagesWithoutLabelsHaveNoFiguresOfClusters(@TempDir Path folder) throws Exception {
    assertEquals(Set.of("geodesic"), Evaluate.clusters(context).keySet());
    withoutLabels(folder);
    assertEquals(Map.of(), Evaluate.clusters(TinyRun.context(folder)));
  }

  /** A finished stage ingest whose images are those of the run, their labels taken away. */
  private static void withoutLabels(Path folder) throws IOException {
    Path images = folder.resolve("images");
    SparkSession spark = context.spark();
    spark
        .read()
        .option("pathGlobFilter", "*.parquet")
        .parquet(run.resolve("images").toString())
        .withColumn("label", functions.lit(-1))
        .write()
        .mode("overwrite")
        .parquet(images.toString());
    Files.copy(run.resolve("images/manifest.json"), images.resolve("manifest.json"));
  }
}
