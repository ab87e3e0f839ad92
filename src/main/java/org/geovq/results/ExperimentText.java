package org.geovq.results;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.geovq.config.Arm;
import org.geovq.config.Settings;
import org.geovq.eval.Spread;
import org.geovq.report.Figure;
import org.geovq.report.Markdown;
import org.geovq.report.Table;
import org.geovq.report.Table.Cell;
import org.geovq.stage.Evaluate;
import org.geovq.stage.FidelitySection;
import org.geovq.stage.Metrics;
import org.geovq.stage.Print;
import org.geovq.stage.RateDistortionSection;
import org.geovq.stage.Roles;

/** What the results say of one experiment. */
final class ExperimentText {
  private static final String NOT_RUN = "not run yet";

  private final Experiment experiment;
  private final Runs runs;
  private final Published published;
  private final List<Measure> measures;

  /** Numbered in the order in which they are first cited. */
  private final List<String> sources = new ArrayList<>();

  ExperimentText(Experiment experiment, Runs runs, Published published) {
    this.experiment = experiment;
    this.runs = runs;
    this.published = published;
    this.measures = Measure.of(runs.kinds());
  }

  void addTo(Markdown text) {
    text.heading(2, experiment.title());
    experiment.notes().forEach(text::paragraph);
    text.code(List.of(command())).table(runTable());
    Table arms = arms();
    if (!arms.rows().isEmpty()) {
      text.table(arms);
    }
    features().ifPresent(text::paragraph);
    if (!sources.isEmpty()) {
      text.paragraph("Where the reference values come from:").list(numbered());
    }
    if (!runs.isEmpty() && !runs.others().isEmpty()) {
      text.paragraph(verdict())
          .paragraph(
              "Geodesic minus the others, paired by seed: mean ± standard deviation of the differences.")
          .table(differences());
    }
    curves().forEach(text::figure);
  }

  /** Makes a run again; strokes need no files. */
  private String command() {
    StringBuilder command =
        new StringBuilder("submit/geovq run --conf " + experiment.configuration());
    if (runs.settings().data().set() != Settings.DataSet.STROKES) {
      command.append(" --set data.dir=PATH");
    }
    experiment.overrides().forEach(set -> command.append(" --set '").append(set).append("'"));
    return command.append(" --set seed=SEED --run-dir RUN").toString();
  }

  private Table runTable() {
    List<List<Cell>> rows = new ArrayList<>();
    for (String path : experiment.runs()) {
      FinishedRun run = runs.at(path);
      rows.add(
          List.of(
              Cell.text("`" + path + "`"),
              run == null ? Cell.text(NOT_RUN) : Cell.number(Long.toString(run.seed())),
              Cell.number(run == null ? "" : Print.format("%.0f min", run.seconds() / 60))));
    }
    return new Table("runs", "Runs", "", List.of("RUN", "SEED", "its stages took"), rows);
  }

  private Table arms() {
    List<List<Cell>> rows = new ArrayList<>();
    for (String arm : reconstructed()) {
      for (Measure measure : measures) {
        Spread found = runs.spread(measure, arm);
        List<Published.Value> theirs = published.of(experiment.data(), arm, measure.key());
        if (found != null || !theirs.isEmpty()) {
          rows.add(row(arm, measure, found, theirs));
        }
      }
    }
    return new Table(
        "arms", "Arms", "", List.of("arm", "metric", "obtained", "n", "reference"), rows);
  }

  private List<Cell> row(String arm, Measure measure, Spread found, List<Published.Value> theirs) {
    String none = runs.isEmpty() ? NOT_RUN : Print.NOTHING;
    return List.of(
        Cell.text(Roles.words(arm)),
        Cell.text(measure.head()),
        Cell.number(found == null ? none : Print.spread(measure.format(), found)),
        Cell.number(found == null ? "0" : Integer.toString(found.n())),
        Cell.number(references(measure, theirs)));
  }

  private String references(Measure measure, List<Published.Value> theirs) {
    return theirs.stream()
        .map(v -> Print.format(measure.format(), v.value()) + " " + v.tag() + cite(v))
        .collect(Collectors.joining("; "));
  }

  /** The arms, the continuous one first, each followed by its other ways to decode. */
  private Set<String> reconstructed() {
    Set<String> names = new LinkedHashSet<>(List.of(Evaluate.VAE));
    runs.finished().forEach(run -> names.addAll(run.metrics().reconstruction().keySet()));
    runs.settings().arms().forEach(arm -> names.add(arm.key()));
    return names;
  }

  private String cite(Published.Value value) {
    if (!sources.contains(value.source())) {
      sources.add(value.source());
    }
    return "[" + (sources.indexOf(value.source()) + 1) + "]";
  }

  /** Whose features the samples were judged by, so that nobody takes them for others. */
  private Optional<String> features() {
    List<Metrics.Fidelity> found =
        runs.finished().stream()
            .map(run -> run.metrics().fidelity())
            .filter(Objects::nonNull)
            .toList();
    return found.isEmpty() ? Optional.empty() : Optional.of(features(found));
  }

  private static String features(List<Metrics.Fidelity> found) {
    String kind = found.get(0).firstKind();
    String floors =
        found.stream()
            .map(all -> Print.format("%.2f", all.first().floor().frechet()))
            .distinct()
            .collect(Collectors.joining(", "));
    return Print.format(
        found.get(0).comparable()
            ? "Fréchet and kernel distances are of %s; from training to test images the Fréchet distance is %s.%s"
            : "Fréchet distances are of %s, which each run has of its own: they are counted in the distance from training to"
                + " test images, which is %s.%s",
        FidelitySection.words(kind),
        floors,
        FidelitySection.bias(kind));
  }

  private List<String> numbered() {
    List<String> lines = new ArrayList<>();
    sources.forEach(source -> lines.add("[" + (lines.size() + 1) + "] " + source));
    return lines;
  }

  /** Who wins by MSE; one seed has no spread to be within. */
  private String verdict() {
    boolean single = runs.finished().size() == 1;
    List<String> parts = new ArrayList<>();
    for (Arm other : runs.others()) {
      Spread mse = runs.difference(Measure.MSE, Arm.GEODESIC.key(), other.key());
      String side = mse.mean() < 0 ? "below" : "above";
      parts.add(
          Print.format(
              single || mse.toldFromZero() ? "%s %s by %s" : "not told apart from %2$s",
              side,
              Roles.words(other),
              Print.twoDigits(Math.abs(mse.mean()))));
    }
    return Print.format(
        "By MSE the geodesic arm is %s; over %s.",
        String.join(", ", parts),
        single ? "one seed, which tells no spread" : runs.finished().size() + " seeds");
  }

  private Table differences() {
    List<List<Cell>> rows = new ArrayList<>();
    for (Arm other : runs.others()) {
      for (Measure measure : measures) {
        Spread found = runs.difference(measure, Arm.GEODESIC.key(), other.key());
        if (found != null) {
          rows.add(
              List.of(
                  Cell.text(Roles.words(other)),
                  Cell.text(measure.head()),
                  Cell.number(Print.spread(signed(measure), found)),
                  Cell.number(Integer.toString(found.n())),
                  Cell.text(verdict(found))));
        }
      }
    }
    return new Table(
        "differences",
        "Differences",
        "",
        List.of("geodesic minus", "metric", "difference", "n", "t-test, 5 %"),
        rows);
  }

  private static String signed(Measure measure) {
    return measure.format().replace("%", "%+").replace(".5f", ".6f");
  }

  private static String verdict(Spread difference) {
    if (difference.n() < 2) {
      return "one seed: no spread";
    }
    if (!difference.toldFromZero()) {
      return "no difference shown";
    }
    return difference.mean() < 0 ? "lower" : "higher";
  }

  /**
   * All points of the runs that have most sizes, lest a line goes from one run's networks to those
   * of several; a network's own seed spreads its points as a quantization's does.
   */
  private List<Figure> curves() {
    List<Metrics.Sweep> sweeps =
        runs.finished().stream()
            .map(run -> run.metrics().sweep())
            .filter(Objects::nonNull)
            .toList();
    long most = sweeps.stream().mapToLong(ExperimentText::sizes).max().orElse(0);
    List<Metrics.Point> points =
        sweeps.stream()
            .filter(sweep -> sizes(sweep) == most)
            .flatMap(sweep -> sweep.points().stream())
            .toList();
    if (points.isEmpty()) {
      return List.of();
    }
    Metrics.Sweep all = new Metrics.Sweep(points, Map.of(), Map.of());
    return new RateDistortionSection(all, Roles.of(runs.settings().arms()))
        .figures().stream().map(this::named).toList();
  }

  private static long sizes(Metrics.Sweep sweep) {
    return sweep.points().stream().map(Metrics.Point::size).distinct().count();
  }

  private Figure named(Figure figure) {
    return new Figure(
        experiment.id() + "-" + figure.id(), figure.title(), figure.caption(), figure.image());
  }
}
