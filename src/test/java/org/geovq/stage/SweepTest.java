package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.geovq.config.Arm;
import org.geovq.run.Json;
import org.geovq.run.StageContext;
import org.geovq.stage.Metrics.Point;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep whose first seed quantizes as the run itself does. */
final class SweepTest {
  private static final long SEED = 42;
  private static final int SIZE = 8;
  private static final double POSITIONS = 49;
  private static final List<Arm> ARMS = List.of(Arm.GEODESIC, Arm.KMEANS, Arm.VQVAE);
  private static final String[] SETTINGS = {
    "arms=[geodesic, kmeans, vqvae]",
    "codebook.starts=1",
    "codebook.size=8",
    "sweep.sizes=[4]",
    "sweep.vqvae-epochs=1",
    "sweep.prior-images=200",
    "evaluate.seeds=[42, 7]"
  };

  @TempDir private static Path run;
  private static Metrics metrics;

  @BeforeAll
  static void sweep() throws Exception {
    TinyRun.copy(TinyRun.shared(), run);
    TinyRun.run(run, SETTINGS);
    metrics = Evaluate.read(TinyRun.context(run, SETTINGS));
  }

  @Test
  void eachSizeHasEachArmWithItsSeeds() {
    List<String> expected = new ArrayList<>();
    for (int size : List.of(4, SIZE)) {
      expected.addAll(
          List.of(
              "geodesic " + size + " 42",
              "geodesic " + size + " 7",
              "kmeans " + size + " 42",
              "kmeans " + size + " 7",
              "vqvae " + size + " 42"));
    }
    assertEquals(
        expected,
        metrics.sweep().points().stream()
            .map(point -> point.arm() + " " + point.size() + " " + point.seed())
            .toList());
  }

  @Test
  void pointsCostNoMoreThanTheirCodesCould() {
    for (Point point : metrics.sweep().points()) {
      String what = point.toString();
      assertTrue(point.used() >= 1 && point.used() <= point.size(), what);
      assertTrue(point.usagePerplexity() <= point.used() + 1e-9, what);
      assertEquals(
          POSITIONS * log2(point.usagePerplexity()), point.entropyBitsPerImage(), 1e-6, what);
      assertTrue(point.mse() > 1e-4 && point.mse() < 0.5, what);
      assertEquals(point.seed() == SEED, point.priorBitsPerImage() != null, what);
      if (point.priorBitsPerImage() != null) {
        double bits = point.priorBitsPerImage();
        assertTrue(bits > 0 && bits < 1.5 * POSITIONS * log2(point.size()), what);
      }
    }
  }

  /** Codebooks of the same arm, size and seed, measured by another way. */
  @Test
  void runsOwnCodebooksAreMeasuredAsEvaluateDoes() {
    for (Arm arm : ARMS) {
      Point point = point(arm, SIZE, SEED);
      Metrics.Reconstruction reconstruction = metrics.reconstruction().get(arm.key());
      assertEquals(reconstruction.mse(), point.mse(), 1e-9, arm.key());
      assertEquals(reconstruction.psnrDb(), point.psnrDb(), 1e-6, arm.key());
      assertEquals(reconstruction.ssim(), point.ssim(), 1e-6, arm.key());
      Metrics.CodebookFigures codebook = metrics.codebook().get(arm.key());
      assertEquals(codebook.used(), point.used(), arm.key());
      assertEquals(codebook.entropyBitsPerImage(), point.entropyBitsPerImage(), 1e-9, arm.key());
    }
  }

  /** The tiny VAE decodes next to nothing, so that the error says little. */
  @Test
  void moreCodesCarryMoreBits() {
    for (Arm arm : List.of(Arm.GEODESIC, Arm.KMEANS)) {
      double bits = point(arm, SIZE, SEED).entropyBitsPerImage();
      assertTrue(point(arm, 4, SEED).entropyBitsPerImage() < bits, arm.key());
    }
  }

  @Test
  void seedsMakeCodebooksOfTheirOwn() {
    for (Arm arm : List.of(Arm.GEODESIC, Arm.KMEANS)) {
      assertNotEquals(
          point(arm, SIZE, SEED).entropyBitsPerImage(), point(arm, SIZE, 7).entropyBitsPerImage());
    }
    assertEquals(2, metrics.sweep().spread().get("kmeans").get("mse").n());
    assertEquals(1, metrics.sweep().spread().get("vqvae").get("mse").n());
  }

  @Test
  void documentHasTheSweepsKeys() throws IOException {
    new MetricsDocument(run, Arm.GEODESIC, Arm.KMEANS, Arm.VQVAE).assertSweepKeys();
  }

  @Test
  void finishedSweepHasNoCheckpoints() throws IOException {
    try (Stream<Path> files = Files.walk(run.resolve("sweep"))) {
      assertEquals(
          List.of(),
          files
              .filter(f -> f.toString().contains("checkpoints"))
              .filter(Files::isRegularFile)
              .toList());
    }
  }

  /** What is left of a killed sweep: one point, marked by an error that no codebook has. */
  @Test
  void killedSweepGoesOnFromItsPoints(@TempDir Path folder) throws Exception {
    TinyRun.copy(run, folder);
    StageContext context = TinyRun.context(folder, SETTINGS);
    List<Point> whole = Sweep.read(context, 4);
    Path partial = Files.createDirectories(folder.resolve("sweep/.4.partial"));
    json(
        context,
        partial.resolve("begun.json"),
        Map.of("fingerprint", context.manifest("sweep/4").fingerprint(), "seconds", 0.0));
    Files.createDirectories(partial.resolve("checkpoints/vqvae"));
    Point kept = whole.get(1);
    Point marked =
        new Point(
            kept.arm(),
            kept.size(),
            kept.seed(),
            0.75,
            kept.psnrDb(),
            kept.ssim(),
            kept.used(),
            kept.usagePerplexity(),
            kept.entropyBitsPerImage(),
            null);
    Files.createDirectories(partial.resolve("points"));
    json(context, partial.resolve("points/geodesic-7.json"), marked);
    Files.delete(folder.resolve("sweep/4/_manifest.json"));
    TinyRun.run(
        folder,
        Stages.of(context.settings()).stream()
            .takeWhile(stage -> !stage.name().equals("evaluate"))
            .toList(),
        SETTINGS);
    List<Point> resumed = Sweep.read(context, 4);
    assertEquals(marked, resumed.get(1));
    assertEquals(whole.size(), resumed.size());
    for (int i = 0; i < whole.size(); i++) {
      if (i != 1) {
        assertEquals(whole.get(i).mse(), resumed.get(i).mse(), 1e-7);
        assertEquals(whole.get(i).used(), resumed.get(i).used());
      }
    }
  }

  private static void json(StageContext context, Path file, Object value) throws IOException {
    Json.write(context.files(), new org.apache.hadoop.fs.Path(file.toString()), value);
  }

  private static Point point(Arm arm, int size, long seed) {
    return metrics.sweep().points().stream()
        .filter(p -> p.arm().equals(arm.key()) && p.size() == size && p.seed() == seed)
        .findFirst()
        .orElseThrow();
  }

  private static double log2(double x) {
    return Math.log(x) / Math.log(2);
  }
}
