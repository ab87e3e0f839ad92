package org.geovq.stage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.geovq.config.Arm;
import org.geovq.eval.Spread;

/** Metrics made by hand: what the arms have in common, and what a test sets. */
public final class MadeUpMetrics {
  private final List<Arm> arms;
  private final Map<String, Metrics.Reconstruction> reconstruction = new LinkedHashMap<>();
  private final Map<String, Metrics.CodebookFigures> codebook = new LinkedHashMap<>();
  private final Map<String, Map<String, Metrics.Prior>> prior = new LinkedHashMap<>();
  private final Map<String, Map<String, Object>> assignment = new LinkedHashMap<>();
  private final Map<String, Map<String, Spread>> geodesicMinus = new LinkedHashMap<>();
  private final List<Metrics.Point> points = new ArrayList<>();
  private Metrics.Fidelity fidelity;

  public MadeUpMetrics(Arm... arms) {
    this.arms = List.of(arms);
    reconstruction.put("vae", new Metrics.Reconstruction(0.002, 0.02, 27, 0.96, null));
    for (Arm arm : arms) {
      mse(arm, 0.004).codes(arm, 500, 400).prior(arm, "pixelcnn", 200);
      assignment.put(arm.key(), Map.of("rule", "direct"));
    }
  }

  public Roles roles() {
    return Roles.of(arms);
  }

  public MadeUpMetrics mse(Arm arm, double mse) {
    return mse(arm, "", mse);
  }

  /** Of a step before or behind the arm's own codes, such as "_finetuned". */
  public MadeUpMetrics mse(Arm arm, String step, double mse) {
    reconstruction.put(
        arm.key() + step, new Metrics.Reconstruction(mse, 0.03, -10 * Math.log10(mse), 0.9, null));
    return this;
  }

  /** What the arm's table of codes says of itself. */
  public MadeUpMetrics assigned(Arm arm, Map<String, Object> counts) {
    assignment.put(arm.key(), counts);
    return this;
  }

  /** Codes used of 512, and their entropy an image. */
  public MadeUpMetrics codes(Arm arm, int used, double bits) {
    codebook.put(arm.key(), new Metrics.CodebookFigures(512, used, used * 0.8, 0.01, bits));
    return this;
  }

  public MadeUpMetrics prior(Arm arm, String kind, double nats) {
    return prior(arm, kind, nats, nats);
  }

  public MadeUpMetrics prior(Arm arm, String kind, double validation, double nats) {
    double bits = nats / Math.log(2) / 49;
    prior
        .computeIfAbsent(arm.key(), key -> new LinkedHashMap<>())
        .put(kind, new Metrics.Prior(validation, nats, bits, bits / 16, Math.pow(2, bits)));
    return this;
  }

  /** As evaluate has it: arms without a kind. */
  public MadeUpMetrics withoutPriors() {
    prior.replaceAll((arm, kinds) -> Map.of());
    return this;
  }

  public MadeUpMetrics minus(Arm other, double mean, double deviation, int seeds) {
    geodesicMinus.put(other.key(), Map.of("mse", new Spread(mean, deviation, seeds)));
    return this;
  }

  public MadeUpMetrics point(
      Arm arm, int size, long seed, double mse, double bits, Double priorBits) {
    points.add(
        new Metrics.Point(arm.key(), size, seed, mse, 26, 0.95, size, size * 0.8, bits, priorBits));
    return this;
  }

  /** Fréchet distances of the arms, in their order, by features of the run's own. */
  public MadeUpMetrics frechet(String kind, double... distances) {
    return frechet("classifier", null, kind, distances);
  }

  /** The same by an ONNX file. */
  public MadeUpMetrics frechetByFile(String kind, double... distances) {
    return frechet("onnx", new Metrics.OnnxFile("f.onnx", "ab", "as it is"), kind, distances);
  }

  /** The same by the auto-encoder, which has decoded the samples of some arms. */
  public MadeUpMetrics frechetByAutoEncoder(String kind, double... distances) {
    return frechet("autoencoder", null, kind, distances);
  }

  private MadeUpMetrics frechet(
      String features, Metrics.OnnxFile file, String kind, double... distances) {
    Map<String, Map<String, Metrics.Distance>> samples = new LinkedHashMap<>();
    Map<String, Map<String, Metrics.SampleClasses>> classes = new LinkedHashMap<>();
    double[] shares = {0.1, 0.12, 0.08, 0.1, 0.1, 0.05, 0.15, 0.1, 0.1, 0.1};
    for (int i = 0; i < distances.length; i++) {
      String arm = arms.get(i).key();
      samples.put(arm, Map.of(kind, distance(distances[i])));
      classes.put(arm, Map.of(kind, new Metrics.SampleClasses(shares, 0.09, 0.93)));
    }
    double[] even = {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1};
    fidelity =
        new Metrics.Fidelity(
            Map.of(
                features,
                new Metrics.FeatureFidelity(file, 64, 10_000, distance(1.25), Map.of(), samples)),
            new Metrics.Classes(0.991, even, 0.98, classes));
    return this;
  }

  private static Metrics.Distance distance(double frechet) {
    return new Metrics.Distance(10_000, frechet, new Spread(frechet / 1000, 0.0001, 10), 1000);
  }

  public Metrics metrics() {
    return over(
        new Metrics(
            reconstruction,
            codebook,
            prior,
            new Metrics.Latent(98, 2, 300, new double[] {3, 3}),
            assignment,
            Map.of(),
            Map.of(),
            null,
            null,
            null,
            List.of(),
            Map.of()));
  }

  /** Other metrics with the fidelity and the sweep that were made up. */
  public Metrics over(Metrics m) {
    return new Metrics(
        m.reconstruction(),
        m.codebook(),
        m.prior(),
        m.latents(),
        m.assignment(),
        m.clusters(),
        m.positions(),
        fidelity,
        m.lpips(),
        points.isEmpty() && geodesicMinus.isEmpty()
            ? null
            : new Metrics.Sweep(points, Map.of(), geodesicMinus),
        m.ablation(),
        m.seconds());
  }
}
