package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.geovq.code.Codebook;
import org.geovq.config.Arm;
import org.geovq.config.Settings.Geometry;
import org.geovq.data.Split;
import org.geovq.run.StageContext;
import org.geovq.stage.Latents.Latent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Variants of an ablation against codebooks that the stage quantize made of the same distances with
 * one start, and codes that a loop gives by the straight rule.
 */
final class AblationVariantsTest {
  private static final int POSITIONS = 49;

  /** Less than a vector moves that changes to a code used twice as much: for rounding alone. */
  private static final double NEAR = 0.01;

  private static final String[] SETTINGS = {"codebook.starts=1", "ablation.metrics=[posterior]"};

  @TempDir private static Path folder;
  private static List<Metrics.Variant> variants;

  @BeforeAll
  static void ablate() throws Exception {
    StageContext context = quantized("ablated", 1);
    TinyRun.run(context, List.of(new Ablation(Geometry.POSTERIOR)));
    variants = Ablation.read(context, Geometry.POSTERIOR);
  }

  private static StageContext quantized(String name, int power) throws Exception {
    Path run = folder.resolve(name);
    for (String made : List.of("images", "vae", "latents", "graph", "geodesics")) {
      TinyRun.copy(TinyRun.shared().resolve(made), run.resolve(made));
    }
    StageContext context =
        TinyRun.context(run, SETTINGS[0], SETTINGS[1], "codebook.cost-power=" + power);
    TinyRun.run(context, List.of(new Quantize(Arm.GEODESIC), new Quantize(Arm.DIRECT)));
    return context;
  }

  private static Metrics.Variant variant(Arm arm, int power, String decode) {
    return variants.stream()
        .filter(v -> v.distances().equals(arm.key()))
        .filter(v -> v.costPower() == power && v.decode().equals(decode))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aVariantIsTheCodebookOfItsDistancesAndCost() throws Exception {
    for (int power = 1; power <= 2; power++) {
      StageContext run = quantized("power-" + power, power);
      for (Arm arm : List.of(Arm.GEODESIC, Arm.DIRECT)) {
        double bits = bits(run, Quantize.read(run, arm));
        String what = arm + " to the power " + power;
        assertEquals(bits, variant(arm, power, "medoid").entropyBitsPerImage(), NEAR, what);
        assertEquals(bits, variant(arm, power, "mean").entropyBitsPerImage(), NEAR, what);
      }
    }
  }

  /** Else the test before could not tell them. */
  @Test
  void variantsDiffer() {
    assertEquals(8, variants.size());
    double bits = variant(Arm.GEODESIC, 1, "medoid").entropyBitsPerImage();
    for (Metrics.Variant other :
        List.of(variant(Arm.GEODESIC, 2, "medoid"), variant(Arm.DIRECT, 1, "medoid"))) {
      assertTrue(Math.abs(other.entropyBitsPerImage() - bits) > 2 * NEAR, other + ": " + bits);
    }
    assertNotEquals(
        variant(Arm.GEODESIC, 1, "medoid").mse(), variant(Arm.GEODESIC, 1, "mean").mse());
  }

  /** Entropy of the codes that are nearest in the posterior's metric, over the test images. */
  private static double bits(StageContext run, Codebook book) throws Exception {
    long[] counts = new long[book.size()];
    List<Latent> latents = Latents.read(run, Split.TEST).collect();
    for (Latent latent : latents) {
      for (int code : OneProcessTest.nearest(latent, book, true)) {
        counts[code]++;
      }
    }
    double all = (double) latents.size() * POSITIONS;
    double bits = 0;
    for (long count : counts) {
      bits -= count == 0 ? 0 : POSITIONS * count / all * Math.log(count / all) / Math.log(2);
    }
    return bits;
  }
}
