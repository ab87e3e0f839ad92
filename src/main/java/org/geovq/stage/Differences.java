package org.geovq.stage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.geovq.config.Arm;
import org.geovq.eval.Spread;

/**
 * Figures of the arm geodesic minus those of another one: of several seeds where the sweep has
 * them, else of the run's own; those and the ones against a single training show no spread.
 *
 * @param figures by the names of {@link #FIGURES}
 */
record Differences(Map<String, Spread> figures) {
  static final String MSE = "mse";

  /** The figures that are compared, by their names in the sweep. */
  static final List<Figure> FIGURES =
      List.of(
          new Figure(MSE, "MSE", "%+.7f"),
          new Figure("psnr_db", "PSNR, dB", "%+.2f"),
          new Figure("ssim", "SSIM", "%+.4f"),
          new Figure("usage_perplexity", "usage perplexity", "%+.1f"),
          new Figure("entropy_bits_per_image", "entropy, bits per image", "%+.1f"),
          new Figure("prior_bits_per_image", "prior, bits per image", "%+.1f"));

  /** A figure that has differences. */
  record Figure(String key, String head, String format) {}

  static Differences of(Metrics metrics, Arm other) {
    Map<String, Spread> single = single(metrics, other);
    if (metrics.sweep() != null) {
      single.putAll(metrics.sweep().geodesicMinus().getOrDefault(other.key(), Map.of()));
    }
    return new Differences(single);
  }

  private static Map<String, Spread> single(Metrics metrics, Arm other) {
    Map<String, Spread> figures = new LinkedHashMap<>();
    Map<String, Double> theirs = values(metrics, other);
    values(metrics, Arm.GEODESIC)
        .forEach((name, v) -> figures.put(name, new Spread(v - theirs.get(name), 0, 1)));
    return figures;
  }

  private static Map<String, Double> values(Metrics metrics, Arm arm) {
    Metrics.Reconstruction images = metrics.reconstruction().get(arm.key());
    Metrics.CodebookFigures codes = metrics.codebook().get(arm.key());
    Map<String, Double> values = new LinkedHashMap<>();
    values.put(MSE, images.mse());
    values.put("psnr_db", images.psnrDb());
    values.put("ssim", images.ssim());
    values.put("usage_perplexity", codes.usagePerplexity());
    values.put("entropy_bits_per_image", codes.entropyBitsPerImage());
    if (metrics.hasPriors()) {
      values.put("prior_bits_per_image", BestPrior.of(metrics, arm).bitsPerImage());
    }
    return values;
  }

  Spread mse() {
    return figures.get(MSE);
  }

  /** Whether geodesics have the lower MSE, told apart over seeds. */
  boolean won() {
    return mse().toldFromZero() && mse().mean() < 0;
  }

  /** In a few words. */
  String verdict() {
    if (mse().n() < 2) {
      return "one seed or training: no spread";
    }
    if (!mse().toldFromZero()) {
      return "not told apart";
    }
    return won() ? "geodesic is better" : "geodesic is worse";
  }
}
