package org.geovq.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import org.geovq.config.Arm;
import org.geovq.eval.Spread;
import org.geovq.report.Markdown;
import org.geovq.report.Table;
import org.geovq.report.Table.Cell;
import org.geovq.results.Measure.Extract;
import org.geovq.stage.BestPrior;
import org.geovq.stage.Evaluate;
import org.geovq.stage.FidelitySection;
import org.geovq.stage.Metrics;
import org.geovq.stage.Print;
import org.geovq.stage.Roles;

/** Geodesic codes against every other arm of every experiment, each with the same means. */
final class WhoWins {
  private static final List<String> HEADS =
      List.of(
          "experiment",
          "against",
          "n",
          "MSE, codes by the rule",
          "MSE, refined",
          "MSE, decoder trained further",
          "entropy, bits per image",
          "best prior, nats per image",
          "Fréchet distance of its samples",
          "kernel distance of its samples");

  private static final String NOBODY = "nobody";

  private static final Extract MSE = Measure.MSE.extract();

  private static final Extract ENTROPY = Measure.ENTROPY.extract();

  private static final Extract NATS =
      ofBestPrior((metrics, arm) -> BestPrior.of(metrics, arm).figures().nllNatsPerImage());

  private static final Extract FRECHET = ofSamples(Metrics.Distance::frechet);

  private static final Extract KERNEL = ofSamples(distance -> distance.kernel().mean());

  private final List<List<Cell>> rows = new ArrayList<>();

  /** Differences of several seeds, each of which was tested. */
  private int tests;

  /** Adds what the runs of an experiment say; nothing where none is finished. */
  void add(Experiment experiment, Runs runs) {
    if (!runs.isEmpty()) {
      runs.others().forEach(other -> rows.add(row(experiment, runs, other)));
    }
  }

  void addTo(Markdown text) {
    if (!rows.isEmpty()) {
      text.heading(2, "Who wins")
          .paragraph(
              "Geodesic codes against each other arm of the same runs: whose figure is lower, and by how many per cent that of"
                  + " the geodesic arm is below (-) or above (+) the other's, mean ± standard deviation over n seeds, paired by"
                  + " seed. Nobody wins where a t-test, paired by seed, does not tell the two apart at the 5 % level, or where there is"
                  + " one seed. That is no draw: of three seeds the test tells but differences of more than two and a half standard"
                  + " deviations. Error and bits are to be had for each other: an arm has won by its error only where it is not told"
                  + " to have the more bits (of codes by the rule alone, before they are refined, no bits are known), and by its"
                  + " bits or nats only where it is not told to have the larger error, as few codes are easy to predict, and carry"
                  + " little. The best prior is each arm's own, by validation images. No arm wins by the features of an"
                  + " auto-encoder that has decoded the samples of one of the two and not of the other.")
          .paragraph(chance())
          .table(new Table("wins", "Who wins", "", HEADS, rows));
    }
  }

  /** What testing often brings. */
  private String chance() {
    return Print.format(
        "These are %d tests of several seeds each, none corrected for the others: where nothing differed, one in twenty would name a"
            + " winner all the same, %.0f of them.",
        tests, Math.ceil(tests / 20.0));
  }

  private List<Cell> row(Experiment experiment, Runs runs, Arm other) {
    boolean refined = runs.settings().assign().refineRounds() > 0;
    return List.of(
        Cell.text(experiment.title()),
        Cell.text(Roles.words(other)),
        Cell.number(Integer.toString(runs.finished().size())),
        refined
            ? cell(runs, MSE, other, Evaluate.UNREFINED)
            : traded(runs, MSE, other, "", ENTROPY),
        refined ? traded(runs, MSE, other, "", ENTROPY) : Cell.text(Print.NOTHING),
        traded(runs, MSE, other, Evaluate.FINETUNED, ENTROPY),
        traded(runs, ENTROPY, other, "", MSE),
        traded(runs, NATS, other, "", MSE),
        samples(runs, FRECHET, other),
        samples(runs, KERNEL, other));
  }

  private Cell cell(Runs runs, Extract figure, Arm other, String suffix) {
    Spread found = percent(runs, figure, other, suffix);
    return cell(found, found == null ? "" : winner(found, other));
  }

  /**
   * Of a figure that can be had for another one.
   *
   * @param price of which the winner must not be told to have the more
   */
  private Cell traded(Runs runs, Extract figure, Arm other, String suffix, Extract price) {
    Spread found = percent(runs, figure, other, suffix);
    if (found == null) {
      return cell(null, "");
    }
    String less = winner(found, other);
    String cheaper = winner(percent(runs, price, other, ""), other);
    return cell(found, cheaper.equals(less) || cheaper.equals(NOBODY) ? less : NOBODY);
  }

  private Cell samples(Runs runs, Extract figure, Arm other) {
    Spread found = percent(runs, figure, other, "");
    boolean fair = other.postHoc() || runs.finished().stream().noneMatch(WhoWins::isBiased);
    return cell(found, found == null || !fair ? NOBODY : winner(found, other));
  }

  /** Of the prior that is an arm's best. */
  private static Extract ofBestPrior(ToDoubleBiFunction<Metrics, Arm> figure) {
    return (run, arm) ->
        !run.metrics().prior().getOrDefault(arm, Map.of()).isEmpty()
            ? figure.applyAsDouble(run.metrics(), Arm.valueOf(arm.toUpperCase(Locale.ROOT)))
            : Double.NaN;
  }

  /** NaN where none were judged, and where they are so near that a share of it says nothing. */
  private static Extract ofSamples(ToDoubleFunction<Metrics.Distance> figure) {
    return ofBestPrior(
        (metrics, arm) -> {
          Metrics.Distance found =
              metrics.fidelity() == null
                  ? null
                  : metrics.fidelity().distance(arm.key(), BestPrior.of(metrics, arm).kind());
          double distance = found == null ? 0 : figure.applyAsDouble(found);
          return distance > 0 ? distance : Double.NaN;
        });
  }

  private static boolean isBiased(FinishedRun run) {
    Metrics.Fidelity fidelity = run.metrics().fidelity();
    return fidelity != null && !FidelitySection.bias(fidelity.firstKind()).isEmpty();
  }

  private static Spread percent(Runs runs, Extract figure, Arm other, String suffix) {
    return runs.percentAbove(figure, Arm.GEODESIC.key() + suffix, other.key() + suffix);
  }

  private static String winner(Spread found, Arm other) {
    if (!found.toldFromZero()) {
      return NOBODY;
    }
    return Roles.words(found.mean() < 0 ? Arm.GEODESIC : other);
  }

  /** One seed has no winner to name. */
  private Cell cell(Spread found, String winner) {
    if (found == null) {
      return Cell.text(Print.NOTHING);
    }
    tests += found.n() > 1 ? 1 : 0;
    String per = Print.spread("%+.1f", found) + " %";
    return Cell.text(found.n() < 2 ? per : winner + ", " + per);
  }
}
