package org.geovq.results;

import java.util.ArrayList;
import java.util.List;
import org.geovq.config.Arm;
import org.geovq.config.Settings.PriorKind;
import org.geovq.eval.Spread;
import org.geovq.report.Markdown;
import org.geovq.report.Table;
import org.geovq.report.Table.Cell;
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
          "prior, nats per image",
          "Fréchet distance");

  private static final String NOBODY = "nobody";

  private final List<List<Cell>> rows = new ArrayList<>();

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
                  + " one seed. Bits and nats are what the codes cost: the arm with fewer of them has won only where its error is"
                  + " not told to be the larger, as few codes are easy to predict, and carry little. Nor does an arm win by the"
                  + " features of an auto-encoder that has decoded the samples of one of the two and not of the other.")
          .table(new Table("wins", "Who wins", "", HEADS, rows));
    }
  }

  private static List<Cell> row(Experiment experiment, Runs runs, Arm other) {
    boolean refined = runs.settings().assign().refineRounds() > 0;
    String kind =
        runs.settings().prior().kinds().stream().map(PriorKind::key).findFirst().orElse("");
    return List.of(
        Cell.text(experiment.title()),
        Cell.text(Roles.words(other)),
        Cell.number(Integer.toString(runs.finished().size())),
        cell(runs, Measure.MSE, other, refined ? Evaluate.UNREFINED : ""),
        refined ? cell(runs, Measure.MSE, other, "") : Cell.text(Print.NOTHING),
        cell(runs, Measure.MSE, other, Evaluate.FINETUNED),
        rate(runs, Measure.ENTROPY, other),
        rate(runs, Measure.nats(kind), other),
        samples(runs, Measure.frechet(kind), other));
  }

  private static Cell cell(Runs runs, Measure measure, Arm other, String suffix) {
    Spread found = percent(runs, measure, other, suffix);
    return cell(found, found == null ? "" : winner(found, other));
  }

  /** Fewer bits at more error are no win. */
  private static Cell rate(Runs runs, Measure measure, Arm other) {
    Spread found = percent(runs, measure, other, "");
    if (found == null) {
      return cell(null, "");
    }
    String fewer = winner(found, other);
    String better = winner(percent(runs, Measure.MSE, other, ""), other);
    return cell(found, better.equals(fewer) || better.equals(NOBODY) ? fewer : NOBODY);
  }

  private static Cell samples(Runs runs, Measure measure, Arm other) {
    Spread found = percent(runs, measure, other, "");
    boolean fair = other.postHoc() || runs.finished().stream().noneMatch(WhoWins::isBiased);
    return cell(found, found == null || !fair ? NOBODY : winner(found, other));
  }

  private static boolean isBiased(FinishedRun run) {
    Metrics.Fidelity fidelity = run.metrics().fidelity();
    return fidelity != null && !FidelitySection.bias(fidelity.firstKind()).isEmpty();
  }

  private static Spread percent(Runs runs, Measure measure, Arm other, String suffix) {
    return runs.percentAbove(measure, Arm.GEODESIC.key() + suffix, other.key() + suffix);
  }

  private static String winner(Spread found, Arm other) {
    if (!found.toldFromZero()) {
      return NOBODY;
    }
    return Roles.words(found.mean() < 0 ? Arm.GEODESIC : other);
  }

  /** One seed has no winner to name. */
  private static Cell cell(Spread found, String winner) {
    if (found == null) {
      return Cell.text(Print.NOTHING);
    }
    String per = Print.spread("%+.1f", found) + " %";
    return Cell.text(found.n() < 2 ? per : winner + ", " + per);
  }
}
