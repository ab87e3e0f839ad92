package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.geovq.UserError;
import org.geovq.config.Arm;
import org.geovq.config.Settings;
import org.geovq.config.Settings.PriorKind;
import org.geovq.data.ImageShape;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.eval.FeatureMoments;
import org.geovq.eval.FrechetDistance;
import org.geovq.model.ImageCodec;
import org.geovq.model.ImageShard;
import org.geovq.onnx.FeatureNetwork;
import org.geovq.onnx.OnnxFiles;
import org.geovq.onnx.OnnxModel;
import org.geovq.onnx.OnnxSession;
import org.geovq.run.Manifest;
import org.geovq.run.StageContext;
import org.geovq.stage.Codes.CodeGrid;
import org.geovq.stage.Fidelity.Nearest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The samples of a finished run, judged by a classifier of its strokes. */
class FidelityTest {
  private static final float[] WEIGHTS = {1, 2, 3, -1, 0, 0.5f};
  private static final String[] OWN = {
    "fidelity.enabled=true",
    "fidelity.features=[classifier, autoencoder]",
    "fidelity.max-images=200",
    "fidelity.kernel.blocks=2",
    "fidelity.kernel.block-size=20",
    "fidelity.classifier.width=8",
    "fidelity.training.epochs=4",
    "fidelity.training.batch-size=10",
    "fidelity.training.learning-rate=5e-3"
  };

  @TempDir private static Path run;
  @TempDir private static Path networks;
  private static String[] settings;
  private static StageContext context;
  private static Map<String, String> before;

  @BeforeAll
  static void judgeSamplesOfAFinishedRun() throws Exception {
    TinyRun.copy(TinyRun.shared(), run);
    before = TinyRun.ids(run);
    Path features = networks.resolve("features.onnx");
    Path distance = networks.resolve("distance.onnx");
    Files.write(features, OnnxFiles.features(WEIGHTS, -1, 3, 8, 8));
    Files.write(distance, OnnxFiles.squaredDistance(-1, 1, -1, -1));
    settings = Arrays.copyOf(OWN, OWN.length + 3);
    settings[OWN.length] = "fidelity.onnx.file=" + features;
    settings[OWN.length + 1] = "fidelity.onnx.output=map";
    settings[OWN.length + 2] = "evaluate.lpips.file=" + distance;
    TinyRun.run(run, settings);
    context = TinyRun.context(run, settings);
  }

  @Test
  void whatWasThereIsLeftAloneButForMetricsAndReport() throws IOException {
    Map<String, String> after = new TreeMap<>(TinyRun.ids(run, settings));
    assertTrue(after.keySet().removeAll(Set.of("classifier", "fidelity")));
    after.entrySet().removeAll(before.entrySet());
    assertEquals(Set.of("metrics", "report"), after.keySet());
  }

  @Test
  void metricsHoldTheFiguresOfTheSamples() throws IOException {
    MetricsDocument metrics = new MetricsDocument(run);
    metrics.assertKeys();
    metrics.assertSamplesAreJudged(64, 10, "onnx", "classifier", "autoencoder");
    metrics.assertLpipsIsFourTimesTheError("distance.onnx");
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
    assertTrue(Fidelity.read(context).classes().accuracy() > 0.5);
  }

  /** Samples of a prior that has hardly learnt are further off than other images of the data. */
  @Test
  void samplesAreAboveTheFloor() throws IOException {
    for (String kind : List.of("classifier", "autoencoder")) {
      Metrics.FeatureFidelity found = Fidelity.read(context).features().get(kind);
      Metrics.Distance samples = found.samples().get("geodesic").get("pixelcnn");
      assertTrue(samples.frechet() > found.floor().frechet(), kind);
      // As many as the 64 samples, by chance, out of 340: eight standard deviations.
      assertEquals(64, found.floor().images(), 58);
      assertTrue(samples.kernel().mean() > found.floor().kernel().mean(), kind);
      assertEquals(2, samples.kernel().n());
    }
  }

  /** The features of all images in one process, and what follows from them. */
  @Test
  void distancesByTheOnnxFileAreThoseOfOneProcess() throws IOException {
    Metrics.FeatureFidelity found = Fidelity.read(context).features().get("onnx");
    List<byte[]> test = Images.read(context, Split.TEST).map(LabelledImage::pixels).collect();
    String directory = Samples.directory(Arm.GEODESIC, PriorKind.PIXELCNN);
    List<byte[]> samples =
        Samples.read(context, directory, Samples.PRIOR).map(Samples.Sample::pixels).collect();
    Metrics.Distance distance = found.samples().get("geodesic").get("pixelcnn");
    double expected = FrechetDistance.between(moments(samples), moments(test));
    assertEquals(expected, distance.frechet(), 1e-6 * expected);
    assertEquals(2, found.dimension());
    assertEquals(60, found.testImages());
    assertEquals(20, distance.blockSize());
    Metrics.Distance decoded = found.reconstructions().get("geodesic");
    // Of the same training images.
    assertEquals(found.floor().images(), decoded.images());
    double own = FrechetDistance.between(moments(decoded()), moments(test));
    assertEquals(own, decoded.frechet(), 1e-6 * own);
  }

  private static List<byte[]> decoded() throws IOException {
    List<byte[]> images = new ArrayList<>();
    ImageShape shape = Images.shape(context);
    try (Decoding decoding = Decoding.of(context, Arm.GEODESIC, Settings.Decode.MEDOID);
        ImageCodec codec = decoding.codec()) {
      Images.Some some = Images.Some.of(context, Split.TRAIN, 64, "image of fidelity");
      for (CodeGrid grid : Codes.read(context, Arm.GEODESIC, Split.TRAIN).collect()) {
        if (some.has(grid.id())) {
          float[] image = decoding.decoder(codec).decode(List.of(grid.codes()));
          images.add(ImageShard.toBytes(shape, image, 0));
        }
      }
    }
    return images;
  }

  @Test
  void theReportSaysWhichFileItWas() throws Exception {
    Metrics.OnnxFile file = Fidelity.read(context).features().get("onnx").file();
    byte[] content = Files.readAllBytes(networks.resolve("features.onnx"));
    String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    assertEquals(new Metrics.OnnxFile("features.onnx", sha256, file.use()), file);
    String page = Files.readString(run.resolve("report/index.html"));
    assertTrue(page.contains("By the network in features.onnx (SHA-256 " + sha256));
    assertTrue(page.contains("images resized to 8 x 8 (bilinear)"));
    assertTrue(page.contains("LPIPS: by the network in distance.onnx (SHA-256 "));
    assertTrue(page.contains("this is neither FID nor KID"));
  }

  @Test
  void aFileThatCannotBeUsedIsAUserErrorBeforeAnythingIsDone(@TempDir Path empty) throws Exception {
    Path odd = Files.writeString(networks.resolve("odd.onnx"), "no network");
    String[][] wrong = {
      {"fidelity.onnx.file", networks.resolve("none.onnx").toString(), "and there is none."},
      {"fidelity.onnx.file", odd.toString(), "that ONNX Runtime can run"},
      {"evaluate.lpips.file", networks.resolve("features.onnx").toString(), "two inputs"},
    };
    for (String[] setting : wrong) {
      String[] given = {"fidelity.enabled=true", setting[0] + "=" + setting[1]};
      UserError error = assertThrows(UserError.class, () -> TinyRun.run(empty, given));
      assertTrue(error.getMessage().startsWith(setting[0] + " = " + setting[1] + ": expected"));
      assertTrue(error.getMessage().contains(setting[2]), error.getMessage());
      assertFalse(Files.exists(empty.resolve("images")));
    }
  }

  /** Features of grey images by the network, each with its pixels in [-1, 1]. */
  private static FeatureMoments moments(List<byte[]> images) throws IOException {
    FeatureMoments moments = new FeatureMoments(2);
    Settings.Onnx onnx = context.settings().fidelity().onnx();
    OnnxModel model = OnnxNetwork.read(context, Fidelity.FILE_KEY, onnx);
    ImageShape shape = Images.shape(context);
    try (OnnxSession session = OnnxSession.open(model, 1)) {
      FeatureNetwork network =
          new FeatureNetwork(session, shape, OnnxNetwork.preparation(onnx), "map", 1);
      for (byte[] image : images) {
        float[] planar = new float[shape.pixels()];
        ImageShard.toPlanar(shape, image, 0, planar, 0);
        moments.add(network.features(planar, 1), 1);
      }
    }
    return moments;
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
    Path file = folder.resolve("codebook/geodesic/_manifest.json");
    StageContext older = TinyRun.context(folder, settings);
    double silhouette = Quantize.silhouette(older, Arm.GEODESIC);
    assertTrue(silhouette >= -1 && silhouette <= 1, "silhouette " + silhouette);
    Files.deleteIfExists(folder.resolve("codebook/geodesic/._manifest.json.crc"));
    Files.writeString(file, Files.readString(file).replace("\"silhouette\"", "\"none\""));
    assertNull(Quantize.silhouette(older, Arm.GEODESIC));
  }

  @Test
  void imagesWithoutLabelsAreAUserErrorBeforeAnythingIsTrained(@TempDir Path folder)
      throws Exception {
    withoutLabels(folder);
    UserError error = assertThrows(UserError.class, () -> TinyRun.run(folder, settings));
    assertEquals(
        "fidelity.features has classifier: the images of data.set = strokes have no labels, on which it is trained;"
            + " autoencoder needs none.",
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
    Files.copy(run.resolve("images/_manifest.json"), images.resolve("_manifest.json"));
  }
}
