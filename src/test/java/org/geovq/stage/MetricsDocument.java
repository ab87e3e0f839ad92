package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** What metrics/metrics.json of any tiny run must be like. */
final class MetricsDocument {
  private static final int POSITIONS = 49;
  private static final int PIXELS = 784;
  private final JsonNode root;

  MetricsDocument(Path run) throws IOException {
    root = new ObjectMapper().readTree(run.resolve("metrics/metrics.json").toFile());
  }

  void assertKeys() {
    assertKeys("", "reconstruction", "codebook", "prior", "latents", "assignment", "seconds");
    assertKeys("/reconstruction", "vae", "geodesic", "geodesic_mean");
    for (String arm : Set.of("vae", "geodesic", "geodesic_mean")) {
      assertKeys("/reconstruction/" + arm, "mse", "l1", "psnr_db", "ssim");
    }
    assertKeys("/codebook", "geodesic");
    assertKeys(
        "/codebook/geodesic",
        "size",
        "used",
        "usage_perplexity",
        "top_share",
        "entropy_bits_per_image");
    assertKeys("/prior", "geodesic");
    assertKeys(
        "/prior/geodesic", "nll_nats_per_image", "bits_per_position", "bits_per_dim", "perplexity");
    assertKeys(
        "/latents", "active_units", "active_channels", "kl_nats_per_image", "kl_nats_per_channel");
    assertKeys("/assignment", "validation_mse_geodesic", "validation_mse_direct", "rule");
    assertKeys(
        "/seconds",
        "ingest",
        "train-vae",
        "extract-latents",
        "build-graph",
        "geodesics",
        "quantize",
        "assign-codes",
        "train-prior",
        "sample");
  }

  void assertReconstructionsAreThoseOfImages() {
    for (String arm : Set.of("vae", "geodesic", "geodesic_mean")) {
      String at = "/reconstruction/" + arm;
      double mse = number(at + "/mse", 1e-4, 0.5);
      double l1 = number(at + "/l1", 1e-4, 1);
      assertTrue(l1 >= mse, "pixels differ by 1 at most, so that l1 >= mse");
      // The mean over images of -10 log10 is at least -10 log10 of the mean (Jensen).
      number(at + "/psnr_db", -10 * Math.log10(mse) - 1e-6, 60);
      number(at + "/ssim", -1, 1);
    }
  }

  void assertCodebookIsUsed(int size) {
    String at = "/codebook/geodesic";
    assertEquals(size, number(at + "/size", 2, size));
    double used = number(at + "/used", 2, size);
    double perplexity = number(at + "/usage_perplexity", 1, used + 1e-9);
    number(at + "/top_share", 1 / used - 1e-9, 1);
    double bits = number(at + "/entropy_bits_per_image", 0, POSITIONS * log2(size));
    assertEquals(POSITIONS * log2(perplexity), bits, 1e-6);
  }

  /** No further above the uniform distribution than a prior that has learnt nothing could be. */
  void assertPriorFiguresAgree(int size) {
    String at = "/prior/geodesic";
    double bits = number(at + "/bits_per_position", 0.01, 1.5 * log2(size));
    double nats = number(at + "/nll_nats_per_image", 0, Double.MAX_VALUE);
    assertEquals(bits * POSITIONS * Math.log(2), nats, 1e-6 * nats);
    assertEquals(bits * POSITIONS / PIXELS, number(at + "/bits_per_dim", 0, 8), 1e-9);
    double perplexity = number(at + "/perplexity", 1, Double.MAX_VALUE);
    assertEquals(Math.pow(2, bits), perplexity, 1e-6 * perplexity);
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

  /** The rule is the better one on the validation images. */
  void assertRuleIsTheBetterOne() {
    double geodesic = number("/assignment/validation_mse_geodesic", 0, 1);
    double direct = number("/assignment/validation_mse_direct", 0, 1);
    assertEquals(
        geodesic <= direct ? "geodesic" : "direct", root.at("/assignment/rule").textValue());
  }

  void assertSecondsAreMeasured() {
    root.at("/seconds").fieldNames().forEachRemaining(s -> number("/seconds/" + s, 1e-4, 600));
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
