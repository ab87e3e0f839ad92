package org.geovq.results;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import org.geovq.config.Settings.PriorKind;
import org.geovq.stage.Metrics;
import org.geovq.stage.Roles;

/**
 * A figure that arms of runs are compared by.
 *
 * @param key its name in published.conf
 * @param head with its unit
 * @param extract NaN where the arm has no such figure
 */
record Measure(String key, String head, String format, Extract extract) {

  /** Reads the figure of an arm, by its name in the metrics. */
  @FunctionalInterface
  interface Extract {
    double of(FinishedRun run, String arm);
  }

  static final Measure MSE = images("mse", "MSE", "%.5f", Metrics.Reconstruction::mse);

  private static final List<Measure> IMAGES =
      List.of(
          MSE,
          images("psnr_db", "PSNR, dB", "%.2f", Metrics.Reconstruction::psnrDb),
          images("ssim", "SSIM", "%.4f", Metrics.Reconstruction::ssim),
          images("l1", "L1", "%.4f", Metrics.Reconstruction::l1));

  /** What the codes of an image cost where each is paid by how often it is used. */
  static final Measure ENTROPY =
      codes(
          "entropy_bits_per_image",
          "entropy, bits per image",
          "%.1f",
          Metrics.CodebookFigures::entropyBitsPerImage);

  private static final List<Measure> CODES =
      List.of(
          codes("codes_used", "codes used", "%.0f", Metrics.CodebookFigures::used),
          codes(
              "usage_perplexity",
              "usage perplexity",
              "%.1f",
              Metrics.CodebookFigures::usagePerplexity),
          ENTROPY);
  private static final Measure PARAMETERS =
      new Measure(
          "parameters",
          "parameters",
          "%,.0f",
          (run, arm) -> number(run.parameters().get(arm), Long::doubleValue));

  /** The keys that there are. */
  static Set<String> keys() {
    Set<String> keys = new LinkedHashSet<>();
    Set<String> kinds = new LinkedHashSet<>();
    for (PriorKind kind : PriorKind.values()) {
      kinds.add(kind.key());
    }
    of(kinds).forEach(measure -> keys.add(measure.key));
    return keys;
  }

  /**
   * All figures, in the order of the table.
   *
   * @param kinds of priors
   */
  static List<Measure> of(Set<String> kinds) {
    List<Measure> all = new ArrayList<>(IMAGES);
    all.addAll(CODES);
    kinds.forEach(kind -> all.addAll(priors(kind)));
    kinds.forEach(kind -> all.addAll(samples(kind)));
    all.add(PARAMETERS);
    return all;
  }

  private static Measure images(
      String key, String head, String format, ToDoubleFunction<Metrics.Reconstruction> figure) {
    return new Measure(
        key, head, format, (run, arm) -> number(run.metrics().reconstruction().get(arm), figure));
  }

  private static Measure codes(
      String key, String head, String format, ToDoubleFunction<Metrics.CodebookFigures> figure) {
    return new Measure(
        key, head, format, (run, arm) -> number(run.metrics().codebook().get(arm), figure));
  }

  private static List<Measure> priors(String kind) {
    return List.of(
        prior("nats_per_image", "nats per image", "%.1f", kind, Metrics.Prior::nllNatsPerImage),
        prior("bits_per_dim", "bits per dimension", "%.4f", kind, p -> p.bitsPerDim()),
        prior("perplexity", "perplexity", "%.2f", kind, p -> p.perplexity()));
  }

  private static Measure prior(
      String key, String head, String format, String kind, ToDoubleFunction<Metrics.Prior> figure) {
    return new Measure(
        kind + "_prior_" + key,
        Roles.words(kind) + " prior, " + head,
        format,
        (run, arm) -> number(run.metrics().prior().getOrDefault(arm, Map.of()).get(kind), figure));
  }

  /**
   * How far samples of a kind of prior are from test images. Features of a run's own have a scale
   * of their own: Fréchet distances by them are counted in those from training to test images.
   */
  private static List<Measure> samples(String kind) {
    return List.of(
        samples(
            "frechet",
            "Fréchet",
            "%.2f",
            kind,
            (all, found) ->
                found.frechet() / (all.comparable() ? 1 : all.first().floor().frechet())),
        samples(
            "kernel",
            "kernel",
            "%.5f",
            kind,
            (all, found) -> all.comparable() ? found.kernel().mean() : Double.NaN));
  }

  private static Measure samples(
      String key,
      String head,
      String format,
      String kind,
      ToDoubleBiFunction<Metrics.Fidelity, Metrics.Distance> figure) {
    return new Measure(
        kind + "_" + key,
        head + " distance of samples, " + Roles.words(kind) + " prior",
        format,
        (run, arm) ->
            number(
                run.metrics().fidelity(),
                all -> number(all.distance(arm, kind), found -> figure.applyAsDouble(all, found))));
  }

  private static <T> double number(T found, ToDoubleFunction<T> figure) {
    return found == null ? Double.NaN : figure.applyAsDouble(found);
  }
}
