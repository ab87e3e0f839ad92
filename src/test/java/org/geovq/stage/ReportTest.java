package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.geovq.config.Arm;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.run.Json;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a run of three arms, first as it is and then with made-up figures of all sorts. */
final class ReportTest {
  private static final String[] SETTINGS = {
    "arms=[geodesic, kmeans, vqvae]",
    "fidelity.enabled=true",
    "fidelity.classifier.width=4",
    "fidelity.training.epochs=1"
  };
  private static final List<Metrics.Variant> VARIANTS =
      List.of(
          new Metrics.Variant("posterior", "geodesic", 1, "medoid", 0.003, 500, 420, 400),
          new Metrics.Variant("posterior", "direct", 2, "mean", 0.004, 505, 430, 410));
  private static final Set<String> ALWAYS =
      Set.of(
          "arms",
          "priors",
          "differences",
          "reconstruction-figures",
          "reconstructions",
          "reconstructions-others",
          "sheet-geodesic-pixelcnn",
          "samples-geodesic",
          "temperatures-geodesic",
          "sheet-vqvae-pixelcnn",
          "samples-vqvae",
          "temperatures-vqvae",
          "samples-gaussian",
          "samples-others",
          "interpolation-1",
          "interpolation-2",
          "code-figures",
          "codebook",
          "latent-map",
          "dead-codes",
          "usage",
          "codebooks",
          "graph",
          "codes-over-epochs",
          "perplexity-over-epochs",
          "revived-over-epochs",
          "vae-curve",
          "rate-curve",
          "prior-curve-pixelcnn",
          "prior-curves-pixelcnn");
  private static final Set<String> WHERE_MEASURED =
      Set.of(
          "rate-distortion",
          "rate-distortion-close",
          "rate-distortion-prior",
          "rate-distortion-points",
          "equal-rate",
          "fidelity",
          "fidelity-classifier",
          "class-histogram",
          "nearest-geodesic",
          "nearest-vqvae",
          "ablation",
          "cluster-quality",
          "position-usage");

  /** A name that a browser would run if it came out as it is. */
  private static final String HOSTILE = "<img src=x onerror=alert(1)>";

  @TempDir private static Path folder;
  private static Path run;
  private static String plain;
  private static String full;

  @BeforeAll
  static void makeBothPages() throws Exception {
    run = folder.resolve(HOSTILE);
    TinyRun.copy(TinyRun.shared(), run);
    List<Stage> stages = Stages.of(TinyRun.context(run, SETTINGS).settings());
    TinyRun.run(run, stages.subList(0, stages.size() - 1), SETTINGS);
    addFigures(false);
    plain = page("report.map-points=510");
    addFigures(true);
    full = page("report.map-points=520");
  }

  /** Changes the metrics; they keep their manifest, so that the report alone is made anew. */
  private static void addFigures(boolean all) throws IOException {
    StageContext context = TinyRun.context(run, SETTINGS);
    Metrics metrics = bare(Evaluate.read(context), all);
    if (all) {
      metrics = made().over(metrics);
    }
    Json.write(
        context.files(),
        new org.apache.hadoop.fs.Path(context.input(Evaluate.DIRECTORY), Evaluate.FILE),
        metrics);
  }

  private static Metrics bare(Metrics m, boolean all) {
    Metrics.Positions positions = new Metrics.Positions(new int[49], perplexities());
    return new Metrics(
        m.reconstruction(),
        m.codebook(),
        m.prior(),
        m.latents(),
        m.assignment(),
        all ? Map.of("geodesic", new Metrics.Clusters(0.2, 0.1, 0.05, null)) : Map.of(),
        all ? Map.of("geodesic", positions, "vqvae", positions) : Map.of(),
        null,
        null,
        null,
        all ? VARIANTS : List.of(),
        m.seconds());
  }

  private static double[] perplexities() {
    double[] values = new double[49];
    for (int i = 0; i < values.length; i++) {
      values[i] = 1 + 3.0 * (3 - Math.abs(i / 7 - 3)) * (3 - Math.abs(i % 7 - 3));
    }
    return values;
  }

  private static MadeUpMetrics made() {
    MadeUpMetrics made =
        new MadeUpMetrics(Arm.GEODESIC, Arm.KMEANS, Arm.VQVAE)
            .frechet("pixelcnn", 12, 13, 10)
            .minus(Arm.KMEANS, -0.0001, 0.00002, 3)
            .minus(Arm.VQVAE, 0.0003, 0, 1);
    for (long seed = 0; seed < 3; seed++) {
      for (int size = 64; size <= 2048; size *= 2) {
        double bits = 42 * Math.log(size) / Math.log(2);
        double noise = 1 + 0.02 * seed;
        double mse = 0.0008 + 0.1 / bits / Math.sqrt(size) * 8 * noise;
        made.point(Arm.GEODESIC, size, seed, mse, bits + seed, 0.7 * bits);
        made.point(Arm.KMEANS, size, seed, 1.06 * mse, bits + 2 - seed, 0.72 * bits);
        made.point(Arm.VQVAE, size, seed, 0.9 * mse, bits + 15, 0.78 * bits);
      }
    }
    return made;
  }

  private static String page(String setting) throws Exception {
    String[] settings = Arrays.copyOf(SETTINGS, SETTINGS.length + 1);
    settings[SETTINGS.length] = setting;
    TinyRun.run(run, settings);
    return Files.readString(run.resolve("report/index.html"));
  }

  @Test
  void pageHasTheBlocksOfEverythingThatTheRunHas() {
    assertEquals(new TreeSet<>(ALWAYS), ids(plain));
  }

  @Test
  void furtherFiguresHaveBlocksWhereTheyWereMeasured() {
    Set<String> expected = new TreeSet<>(ALWAYS);
    expected.addAll(WHERE_MEASURED);
    assertEquals(expected, ids(full));
  }

  @Test
  void everyBlockSaysHowToReadIt() {
    long captions =
        Pattern.compile("<figcaption><b>[^<]+</b> [^<]{40,}").matcher(full).results().count();
    assertEquals(ids(full).size(), captions);
  }

  @Test
  void theNameOfTheRunDirectoryIsTextOnThePage() {
    assertTrue(plain.contains("&lt;img src&#x3D;x onerror&#x3D;alert(1)&gt;"));
    assertFalse(plain.contains("<img src=x"));
  }

  @Test
  void plainWordsSayWhatTheSeedsShow() {
    assertTrue(plain.contains("one seed or training shows no spread"));
    assertTrue(
        full.contains("So the geodesic arm beats the Euclidean control by more than chance"));
    assertTrue(full.contains("above that of the VQ-VAE"));
  }

  @Test
  void interpolationTakesTheReferencesPairAndOneOfTwoClasses() {
    // Of 12 images the first four have class 3, the others 5; without labels one pair is left.
    List<LabelledImage> images =
        IntStream.range(0, 12)
            .mapToObj(i -> new LabelledImage(i, Split.TRAIN, i < 4 ? 3 : 5, new byte[1]))
            .toList();
    assertEquals(
        List.of(
            new InterpolationSection.Pair(images.get(0), images.get(10)),
            new InterpolationSection.Pair(images.get(1), images.get(4))),
        InterpolationSection.pairs(images));
    LabelledImage nameless = new LabelledImage(0, Split.TRAIN, -1, new byte[1]);
    assertEquals(
        List.of(new InterpolationSection.Pair(nameless, nameless)),
        InterpolationSection.pairs(List.of(nameless, nameless, nameless)));
    assertEquals(List.of(), InterpolationSection.pairs(List.of(nameless)));
  }

  private static Set<String> ids(String page) {
    Set<String> ids = new TreeSet<>();
    Pattern.compile("<figure id=\"block-([^\"]+)\"")
        .matcher(page)
        .results()
        .forEach(m -> ids.add(m.group(1)));
    return ids;
  }
}
