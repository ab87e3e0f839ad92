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
          "prior, nats per image",
          "Fréchet distance");

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
                  + " seed. Less is better in every column. Nobody wins where a t-test, paired by seed, does not tell the two apart at"
                  + " the 5 % level, or where there is one seed.")
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
        cell(runs, Measure.nats(kind), other, ""),
        cell(runs, Measure.frechet(kind), other, ""));
  }

  private static Cell cell(Runs runs, Measure measure, Arm other, String suffix) {
    Spread found = runs.percentAbove(measure, Arm.GEODESIC.key() + suffix, other.key() + suffix);
    if (found == null) {
      return Cell.text(Print.NOTHING);
    }
    String per = Print.spread("%+.1f", found) + " %";
    if (found.n() < 2) {
      return Cell.text(per);
    }
    String winner = found.mean() < 0 ? Roles.words(Arm.GEODESIC) : Roles.words(other);
    return Cell.text((found.toldFromZero() ? winner : "nobody") + ", " + per);
  }
}
