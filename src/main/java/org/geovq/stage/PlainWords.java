package org.geovq.stage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.geovq.config.Arm;
import org.geovq.eval.Spread;

/** What the figures say, in sentences; also what they do not show. */
final class PlainWords {
  private final Metrics metrics;
  private final Roles roles;

  PlainWords(Metrics metrics, Roles roles) {
    this.metrics = metrics;
    this.roles = roles;
  }

  /** What was done and what it costs, then the arms against each other. */
  List<String> paragraphs(String graphMetric, int positions) {
    List<String> paragraphs = new ArrayList<>(List.of(story(graphMetric, positions), price()));
    if (roles.arms().size() > 1) {
      paragraphs.add(winners());
    }
    if (roles.arms().contains(Arm.GEODESIC)) {
      paragraphs.add(controls());
    }
    if (roles.arms().contains(Arm.GEODESIC) && roles.arms().contains(Arm.VQVAE)) {
      paragraphs.add(endToEnd());
    }
    return paragraphs;
  }

  private String story(String graphMetric, int positions) {
    return Print.format(
        "A variational auto-encoder was trained first; its latents were then quantized by the arm %s, on a sample of them"
            + " that is the nodes of a k-nearest-neighbour graph with %s lengths. An image is now %d codes out of %d.",
        Roles.words(roles.told()), graphMetric, positions, codes(roles.told()).size());
  }

  /** What quantizing costs, and how codes were given. */
  String price() {
    Metrics.Reconstruction vae = metrics.reconstruction().get(Evaluate.VAE);
    Metrics.CodebookFigures book = codes(roles.told());
    double mse = mse(roles.told());
    return Print.format(
        "Quantization moves the error of the test reconstructions from %s to %s (%+.0f %%), at %.0f bits an image if each"
            + " code is coded by its frequency%s. %d of the %d codes occur in the test"
            + " images; evenly used, %.0f codes would carry as much. The codes were given by the %s rule%s, for training"
            + " and test images alike.",
        Print.mse(vae.mse()),
        Print.mse(mse),
        100 * (mse / vae.mse() - 1),
        book.entropyBitsPerImage(),
        metrics.hasPriors()
            ? Print.format(
                ", and %.0f bits with the best prior",
                BestPrior.of(metrics, roles.told()).bitsPerImage())
            : "",
        book.used(),
        book.size(),
        book.usagePerplexity(),
        metrics.assignment().get(roles.told().key()).get("rule"),
        refined());
  }

  /** What choosing codes by their decoded image brought, if it was done. */
  private String refined() {
    Map<String, Object> assignment = metrics.assignment().get(roles.told().key());
    if (!(assignment.get(Codes.error("refined")) instanceof Number after)) {
      return "";
    }
    Number before = (Number) assignment.get(Codes.error(assignment.get("rule").toString()));
    return Print.format(
        ", then chosen again by what they do to the decoded image (validation images %s before, %s after), as those of"
            + " every arm",
        Print.mse(before.doubleValue()), Print.mse(after.doubleValue()));
  }

  /** Which arm has the best of each figure. */
  String winners() {
    List<String> sentences = new ArrayList<>();
    sentences.add(
        "Of the %d arms, %s."
            .formatted(roles.arms().size(), best("the lowest test MSE", "%.5f", this::mse)));
    List<Arm> byEntropy =
        roles.arms().stream()
            .sorted(Comparator.comparingDouble(arm -> -codes(arm).entropyBitsPerImage()))
            .toList();
    Arm most = byEntropy.get(0);
    Arm least = byEntropy.get(byEntropy.size() - 1);
    sentences.add(
        Print.format(
            "The codes of %s carry the most information by their frequencies, %.1f bits an image, those of %s the least,"
                + " %.1f; an error is to be read beside that rate.",
            Roles.words(most),
            codes(most).entropyBitsPerImage(),
            Roles.words(least),
            codes(least).entropyBitsPerImage()));
    if (metrics.hasPriors()) {
      sentences.add(priorWinner());
    }
    if (metrics.fidelity() != null) {
      sentences.add(fidelityWinner());
    }
    return String.join(" ", sentences);
  }

  private String priorWinner() {
    Arm arm =
        sorted(roles.arms(), a -> BestPrior.of(metrics, a).figures().nllNatsPerImage()).get(0);
    BestPrior prior = BestPrior.of(metrics, arm);
    Metrics.CodebookFigures book = codes(arm);
    String easy =
        book.used() * 2 < book.size()
            ? Print.format(
                ", but that arm uses only %d of its %d codes, which are easy to predict",
                book.used(), book.size())
            : "";
    return Print.format(
        "The codes of %s need the fewest nats with their best prior (%s): %.1f an image, %.1f bits%s.",
        Roles.words(arm),
        Roles.words(prior.kind()),
        prior.figures().nllNatsPerImage(),
        prior.bitsPerImage(),
        easy);
  }

  private String fidelityWinner() {
    List<String> winners = new ArrayList<>();
    for (String kind : metrics.fidelity().kinds()) {
      List<Arm> judged = judged(kind);
      ToDoubleFunction<Arm> frechet = arm -> frechet(arm, kind);
      Arm first = sorted(judged, frechet).get(0);
      winners.add(
          Print.format(
              "with the %s prior those of %s, %.2f%s",
              Roles.words(kind),
              Roles.words(first),
              frechet(first, kind),
              judged.size() > 1 ? ", before " + second(judged, "%.2f", frechet) : ""));
    }
    if (winners.isEmpty()) {
      return "No samples were judged.";
    }
    return Print.format(
        "By the Fréchet distance (%s) these samples come nearest to the test images%s: %s; from training to"
            + " test images it is %.2f.%s",
        FidelitySection.words(metrics.fidelity().firstKind()),
        bias().isEmpty() ? "" : ", of arms made after the fact alone",
        String.join("; ", winners),
        metrics.fidelity().first().floor().frechet(),
        bias());
  }

  /** Empty unless the judge has decoded the samples of some arms and not of others. */
  private String bias() {
    return roles.endToEnd() == null ? "" : FidelitySection.bias(metrics.fidelity().firstKind());
  }

  /** The arms whose samples can be compared. */
  private List<Arm> judged(String kind) {
    return roles.arms().stream()
        .filter(arm -> !Double.isNaN(frechet(arm, kind)))
        .filter(arm -> arm.postHoc() || bias().isEmpty())
        .toList();
  }

  /** "kmeans has the lowest test MSE, 0.00250, before vqvae with 0.00260 (4.0 % more)". */
  private String best(String what, String format, ToDoubleFunction<Arm> figure) {
    List<Arm> arms = sorted(roles.arms(), figure);
    double first = figure.applyAsDouble(arms.get(0));
    double next = figure.applyAsDouble(arms.get(1));
    return Print.format(
        "%s has %s, " + format + ", before %s (%.1f %% more)",
        Roles.words(arms.get(0)),
        what,
        first,
        second(roles.arms(), format, figure),
        100 * (next / first - 1));
  }

  private static String second(List<Arm> arms, String format, ToDoubleFunction<Arm> figure) {
    Arm second = sorted(arms, figure).get(1);
    return Print.format("%s with " + format, Roles.words(second), figure.applyAsDouble(second));
  }

  private static List<Arm> sorted(List<Arm> arms, ToDoubleFunction<Arm> figure) {
    return arms.stream().sorted(Comparator.comparingDouble(figure)).toList();
  }

  /** Whether geodesics beat the Euclidean ways to a codebook. */
  String controls() {
    List<Arm> controls = roles.euclideanControls();
    if (controls.isEmpty()) {
      return "This run has no Euclidean control (kmeans, kmedoids_euclidean) beside the geodesic arm: it does not show what"
          + " geodesics add.";
    }
    List<String> sentences = new ArrayList<>();
    for (Arm control : controls) {
      sentences.add(against("the Euclidean control " + Roles.words(control), control));
    }
    sentences.add(conclusion(controls));
    sentences.add(
        roles.arms().contains(Arm.DIRECT)
            ? against("the arm direct, which has the metric but no paths,", Arm.DIRECT)
            : "These controls differ from the geodesic arm in the metric too: what its paths are worth by themselves, arm direct"
                + " (not in this run) would tell.");
    if (metrics.sweep() != null) {
      for (Arm control : controls) {
        sentences.add(equalRate(control));
      }
    }
    return String.join(" ", sentences).trim();
  }

  /** The MSE against another arm, and how sure it is. */
  private String against(String named, Arm other) {
    Spread mse = Differences.of(metrics, other).mse();
    String sort = mse.mean() < 0 ? "lower" : "higher";
    String size = Print.twoDigits(Math.abs(mse.mean()));
    double share = 100 * Math.abs(mse.mean()) / mse(other);
    String rates =
        Print.format(
            " (codes of %.1f and %.1f bits an image)",
            codes(Arm.GEODESIC).entropyBitsPerImage(), codes(other).entropyBitsPerImage());
    if (mse.n() < 2) {
      return Print.format(
          "Against %s the geodesic arm's MSE is %s by %s (%.1f %%); one seed or training shows no spread%s.",
          named, sort, size, share, rates);
    }
    return Print.format(
        "Against %s the geodesic arm's MSE is %s by %s ± %s (%.1f %%) over %d seeds of the quantization, %s by a t-test at the 5 %% level%s.",
        named,
        sort,
        size,
        Print.twoDigits(mse.standardDeviation()),
        share,
        mse.n(),
        mse.toldFromZero() ? "told apart" : "not told apart",
        rates);
  }

  private String conclusion(List<Arm> controls) {
    List<Differences> all = controls.stream().map(c -> Differences.of(metrics, c)).toList();
    if (all.stream().anyMatch(d -> d.mse().n() < 2)) {
      return "One seed has no spread: this run does not show whether geodesics beat the Euclidean control.";
    }
    if (all.stream().allMatch(Differences::won)) {
      return "So the geodesic arm beats the Euclidean control by more than chance over seeds of the quantization.";
    }
    return all.stream().anyMatch(Differences::won)
        ? "So the geodesic arm does not beat every Euclidean control by more than chance over seeds of the quantization."
        : "So the geodesic arm does not beat the Euclidean control by more than chance over seeds of the quantization.";
  }

  private String equalRate(Arm control) {
    Map<Integer, Spread> differences =
        EqualRate.differences(metrics.sweep().points(), Arm.GEODESIC.key(), control.key());
    if (differences.isEmpty()) {
      return "";
    }
    long lower =
        differences.values().stream().filter(d -> d.toldFromZero() && d.mean() < 0).count();
    long higher =
        differences.values().stream().filter(d -> d.toldFromZero() && d.mean() > 0).count();
    return Print.format(
        "At equal entropy of the codes the geodesic rate-distortion curve lies below that of %s by more than chance"
            + " at %d, and above it at %d, of the %d sizes that can be compared.",
        Roles.words(control), lower, higher, differences.size());
  }

  /** Whether codes made after the fact are as good as those of the end-to-end network. */
  String endToEnd() {
    List<String> sentences = new ArrayList<>();
    boolean reached = mse(Arm.GEODESIC) <= mse(Arm.VQVAE);
    sentences.add(against("the end-to-end vqvae", Arm.VQVAE));
    sentences.add(
        Print.format(
            "In this run it is %s that of the VQ-VAE, %s and %s%s.",
            reached ? "not above" : "above",
            Print.mse(mse(Arm.GEODESIC)),
            Print.mse(mse(Arm.VQVAE)),
            reached
                ? ""
                : ": in this one training the codes learnt inside the network have the lower error"));
    addStep(sentences, Evaluate.UNREFINED, "Before codes were chosen again they had %s and %s.");
    addStep(
        sentences,
        Evaluate.FINETUNED,
        "With decoders trained further on their codes they have %s and %s.");
    if (metrics.fidelity() != null) {
      metrics.fidelity().kinds().stream()
          .filter(kind -> judged(kind).containsAll(List.of(Arm.GEODESIC, Arm.VQVAE)))
          .forEach(kind -> sentences.add(samplesAgainst(kind)));
    }
    return String.join(" ", sentences);
  }

  /** The same two by a step that leads there or on, where it was measured for both. */
  private void addStep(List<String> sentences, String step, String sentence) {
    Metrics.Reconstruction own = metrics.reconstruction().get(Arm.GEODESIC.key() + step);
    Metrics.Reconstruction other = metrics.reconstruction().get(Arm.VQVAE.key() + step);
    if (own != null && other != null) {
      sentences.add(Print.format(sentence, Print.mse(own.mse()), Print.mse(other.mse())));
    }
  }

  private double mse(Arm arm) {
    return metrics.reconstruction().get(arm.key()).mse();
  }

  private Metrics.CodebookFigures codes(Arm arm) {
    return metrics.codebook().get(arm.key());
  }

  private String samplesAgainst(String kind) {
    double own = frechet(Arm.GEODESIC, kind);
    double other = frechet(Arm.VQVAE, kind);
    return Print.format(
        "With the %s prior the Fréchet distance of its samples, %.2f, is %s that of the VQ-VAE's, %.2f.",
        Roles.words(kind), own, own <= other ? "not above" : "above", other);
  }

  private double frechet(Arm arm, String kind) {
    return metrics.fidelity().frechet(arm.key(), kind);
  }
}
