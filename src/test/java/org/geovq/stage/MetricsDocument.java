package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.geovq.config.Arm;

/** What metrics/metrics.json of any tiny run must be like. */
final class MetricsDocument {
  private static final int POSITIONS = 49;
  private static final int PIXELS = 784;
  private static final String[] ALWAYS_TIMED = {"images", "vae", "latents", "graph"};

  private final JsonNode root;
  private final List<Arm> arms;

  /**
   * @param arms of the run; none: the geodesic one alone
   */
  MetricsDocument(Path run, Arm... arms) throws IOException {
    root = new ObjectMapper().readTree(run.resolve("metrics/metrics.json").toFile());
    this.arms = arms.length == 0 ? List.of(Arm.GEODESIC) : List.of(arms);
  }

  void assertKeys() {
    assertKeys(
        "",
        "reconstruction",
        "codebook",
        "prior",
        "latents",
        "assignment",
        "clusters",
        "positions",
        "fidelity",
        "lpips",
        "sweep",
        "ablation",
        "seconds");
    assertKeys(
        "/latents", "active_units", "active_channels", "kl_nats_per_image", "kl_nats_per_channel");
    assertKeys("/reconstruction", reconstructed().toArray(String[]::new));
    for (String name : reconstructed()) {
      assertKeys("/reconstruction/" + name, "mse", "l1", "psnr_db", "ssim", "lpips");
    }
    Set<String> timed = new TreeSet<>(Set.of(ALWAYS_TIMED));
    for (String block : List.of("codebook", "prior", "assignment", "clusters", "positions")) {
      assertKeys("/" + block, arms.stream().map(Arm::key).toArray(String[]::new));
    }
    for (Arm arm : arms) {
      assertKeys(arm);
      timed.addAll(Set.of("codebook/" + arm.key(), "codes/" + arm.key()));
      timed.add("prior/" + arm.key() + "/pixelcnn");
      timed.add("samples/" + arm.key() + "/pixelcnn");
      if (arm == Arm.GEODESIC) {
        timed.add("geodesics");
      }
    }
    if (!root.at("/fidelity").isNull()) {
      timed.add("fidelity");
    }
    if (root.at("/fidelity/features").has("classifier")) {
      timed.add("classifier");
    }
    assertKeys("/seconds", timed.toArray(String[]::new));
  }

  private void assertKeys(Arm arm) {
    assertKeys(
        "/codebook/" + arm.key(),
        "size",
        "used",
        "usage_perplexity",
        "top_share",
        "entropy_bits_per_image");
    assertKeys("/clusters/" + arm.key(), "purity", "nmi", "ari", "silhouette");
    assertKeys("/positions/" + arm.key(), "used", "usage_perplexity");
    assertKeys("/prior/" + arm.key(), "pixelcnn");
    assertKeys(
        "/prior/" + arm.key() + "/pixelcnn",
        "validation_nats_per_image",
        "nll_nats_per_image",
        "bits_per_position",
        "bits_per_dim",
        "perplexity");
    Set<String> assignment = new TreeSet<>(Set.of("rule", "grid_rows", "grid_columns", "size"));
    rules(arm).forEach(rule -> assignment.add("validation_mse_" + rule));
    assertKeys("/assignment/" + arm.key(), assignment.toArray(String[]::new));
  }

  /** Of a sweep over several seeds. */
  void assertSweepKeys() {
    assertKeys("/sweep", "points", "spread", "geodesic_minus");
    for (int i = 0; i < root.at("/sweep/points").size(); i++) {
      assertKeys(
          "/sweep/points/" + i,
          "arm",
          "size",
          "seed",
          "mse",
          "psnr_db",
          "ssim",
          "used",
          "usage_perplexity",
          "entropy_bits_per_image",
          "prior_bits_per_image");
    }
    assertKeys("/sweep/spread", arms.stream().map(Arm::key).toArray(String[]::new));
    assertKeys(
        "/sweep/geodesic_minus",
        arms.stream().filter(a -> a != Arm.GEODESIC).map(Arm::key).toArray(String[]::new));
    for (Arm arm : arms) {
      assertKeys(
          "/sweep/spread/" + arm.key(),
          "mse",
          "psnr_db",
          "ssim",
          "used",
          "usage_perplexity",
          "entropy_bits_per_image");
      assertKeys("/sweep/spread/" + arm.key() + "/mse", "mean", "standard_deviation", "n");
    }
  }

  private static List<String> rules(Arm arm) {
    return arm == Arm.GEODESIC
        ? List.of("geodesic", "direct", "euclidean")
        : List.of("direct", "euclidean");
  }

  /** Every arm, and its other way to decode where it has one. */
  private Set<String> reconstructed() {
    Set<String> names = new TreeSet<>(Set.of("vae"));
    for (Arm arm : arms) {
      names.add(arm.key());
      if (arm != Arm.KMEANS) {
        names.add(arm.key() + "_mean");
      }
    }
    return names;
  }

  void assertReconstructionsAreThoseOfImages() {
    for (String name : reconstructed()) {
      String at = "/reconstruction/" + name;
      double mse = number(at + "/mse", 1e-4, 0.5);
      double l1 = number(at + "/l1", 1e-4, 1);
      assertTrue(l1 >= mse, "pixels differ by 1 at most, so that l1 >= mse");
      // The mean over images of -10 log10 is at least -10 log10 of the mean (Jensen).
      number(at + "/psnr_db", -10 * Math.log10(mse) - 1e-6, 60);
      number(at + "/ssim", -1, 1);
    }
  }

  void assertCodebookIsUsed(int size) {
    for (Arm arm : arms) {
      String at = "/codebook/" + arm.key();
      assertEquals(size, number(at + "/size", 2, size));
      double used = number(at + "/used", 2, size);
      double perplexity = number(at + "/usage_perplexity", 1, used + 1e-9);
      number(at + "/top_share", 1 / used - 1e-9, 1);
      double bits = number(at + "/entropy_bits_per_image", 0, POSITIONS * log2(size));
      assertEquals(POSITIONS * log2(perplexity), bits, 1e-6);
    }
  }

  /** No further above the uniform distribution than a prior that has learnt nothing could be. */
  void assertPriorFiguresAgree(int size) {
    for (Arm arm : arms) {
      String at = "/prior/" + arm.key() + "/pixelcnn";
      double bits = number(at + "/bits_per_position", 0.01, 1.5 * log2(size));
      double nats = number(at + "/nll_nats_per_image", 0, Double.MAX_VALUE);
      assertEquals(bits * POSITIONS * Math.log(2), nats, 1e-6 * nats);
      assertEquals(bits * POSITIONS / PIXELS, number(at + "/bits_per_dim", 0, 8), 1e-9);
      double perplexity = number(at + "/perplexity", 1, Double.MAX_VALUE);
      assertEquals(Math.pow(2, bits), perplexity, 1e-6 * perplexity);
    }
  }

  void assertLatentsCarryRate(int channels) {
    double units = number("/latents/active_units", 0, POSITIONS * channels);
    number("/latents/active_channels", 0, Math.min(units, channels));
    double kl = number("/latents/kl_nats_per_image", 1e-6, 10_000);
    double sum = 0;
    for (JsonNode channel : root.at("/latents/kl_nats_per_channel")) {
      sum += channel.doubleValue();
    }
    assertEquals(channels, root.at("/latents/kl_nats_per_channel").size());
    // A channel's KL is the mean over its positions.
    assertEquals(kl, POSITIONS * sum, 1e-6 * kl);
  }

  /** The rule of each arm is its best one on the validation images. */
  void assertRuleIsTheBestOne() {
    for (Arm arm : arms) {
      String at = "/assignment/" + arm.key();
      String rule = root.at(at + "/rule").textValue();
      double chosen = number(at + "/validation_mse_" + rule, 0, 1);
      rules(arm).forEach(other -> number(at + "/validation_mse_" + other, chosen, 1));
    }
  }

  void assertCodesGoWithLabels(int size) {
    for (Arm arm : arms) {
      String at = "/clusters/" + arm.key();
      // Ten digits in turn: their commonest is a tenth at least.
      number(at + "/purity", 0.1, 1);
      number(at + "/nmi", 0, 1);
      number(at + "/ari", -0.5, 1);
      if (arm == Arm.GEODESIC) {
        number(at + "/silhouette", -1, 1);
      } else {
        assertTrue(root.at(at + "/silhouette").isNull());
      }
      double used = 0;
      for (int position = 0; position < POSITIONS; position++) {
        double here = number("/positions/" + arm.key() + "/used/" + position, 1, size);
        number("/positions/" + arm.key() + "/usage_perplexity/" + position, 1, here + 1e-9);
        used += here;
      }
      assertTrue(used >= number("/codebook/" + arm.key() + "/used", 1, size));
      assertEquals(POSITIONS, root.at("/positions/" + arm.key() + "/used").size());
    }
  }

  /** Of one prior, pixelcnn, by the classifier and others. */
  void assertSamplesAreJudged(int samples, int classes, String... features) {
    assertKeys("/fidelity", "features", "classes");
    assertKeys("/fidelity/features", features);
    for (String kind : features) {
      String at = "/fidelity/features/" + kind;
      assertKeys(at, "file", "dimension", "test_images", "floor", "reconstructions", "samples");
      number(at + "/dimension", 1, 4096);
      assertDistance(at + "/floor");
      assertKeys(at + "/samples", arms.stream().map(Arm::key).toArray(String[]::new));
      for (Arm arm : arms) {
        assertDistance(at + "/reconstructions/" + arm.key());
        assertDistance(at + "/samples/" + arm.key() + "/pixelcnn");
        number(at + "/samples/" + arm.key() + "/pixelcnn/images", samples, samples);
      }
    }
    String at = "/fidelity/classes";
    assertKeys(at, "accuracy", "test_shares", "test_confidence", "samples");
    number(at + "/accuracy", 0, 1);
    number(at + "/test_confidence", 1. / classes, 1);
    assertShares(at + "/test_shares", classes);
    for (Arm arm : arms) {
      assertKeys(at + "/samples/" + arm.key(), "pixelcnn");
      assertClasses(at + "/samples/" + arm.key() + "/pixelcnn", classes);
    }
  }

  private void assertDistance(String at) {
    assertKeys(at, "images", "frechet", "kernel", "block_size");
    number(at + "/frechet", 1e-9, 1e9);
    assertKeys(at + "/kernel", "mean", "standard_deviation", "n");
    number(at + "/kernel/mean", -1e9, 1e9);
    number(at + "/block_size", 2, 1000);
  }

  private void assertClasses(String at, int classes) {
    assertKeys(at, "shares", "distance", "confidence");
    number(at + "/confidence", 1. / classes, 1);
    assertShares(at + "/shares", classes);
    double apart = 0;
    for (int c = 0; c < classes; c++) {
      double own = number(at + "/shares/" + c, 0, 1);
      apart += Math.abs(own - number("/fidelity/classes/test_shares/" + c, 0, 1)) / 2;
    }
    assertEquals(apart, number(at + "/distance", 0, 1), 1e-9);
  }

  /** By a network that takes the mean squared difference of pixels in [-1, 1]. */
  void assertLpipsIsFourTimesTheError(String name) {
    assertKeys("/lpips", "name", "sha256", "use");
    assertEquals(name, root.at("/lpips/name").textValue());
    for (String arm : reconstructed()) {
      String at = "/reconstruction/" + arm;
      double mse = number(at + "/mse", 0, 1);
      assertEquals(4 * mse, number(at + "/lpips", 0, 4), 1e-5 * mse, arm);
    }
  }

  private void assertShares(String at, int classes) {
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += number(at + "/" + c, 0, 1);
    }
    assertEquals(1, sum, 1e-9);
    assertEquals(classes, root.at(at).size());
  }

  void assertSecondsAreMeasured() {
    root.at("/seconds")
        .fieldNames()
        .forEachRemaining(s -> number("/seconds/" + s.replace("/", "~1"), 1e-4, 1e5));
  }

  private void assertKeys(String at, String... names) {
    Set<String> found = new TreeSet<>();
    root.at(at).fieldNames().forEachRemaining(found::add);
    assertEquals(new TreeSet<>(Set.of(names)), found, at);
  }

  private double number(String at, double least, double most) {
    JsonNode node = root.at(at);
    assertTrue(node.isNumber(), () -> at + " is " + node);
    double value = node.doubleValue();
    assertTrue(value >= least && value <= most, () -> at + " = " + value);
    return value;
  }

  private static double log2(double x) {
    return Math.log(x) / Math.log(2);
  }
}
