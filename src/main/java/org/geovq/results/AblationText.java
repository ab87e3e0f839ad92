package org.geovq.results;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.geovq.eval.Spread;
import org.geovq.report.Figure;
import org.geovq.report.Markdown;
import org.geovq.report.PointChart;
import org.geovq.report.PointSeries;
import org.geovq.report.Table;
import org.geovq.report.Table.Cell;
import org.geovq.stage.Evaluate;
import org.geovq.stage.Print;
import org.geovq.stage.Roles;

/** What an ablation says: in words, in a table and in charts. */
final class AblationText {
  /** What is put into words and charts, by the keys of the figures. */
  private static final List<String> TOLD =
      List.of("mse", "entropy_bits_per_image", "usage_perplexity");

  /** Between the arms at one value, of the way to the next. */
  private static final double APART = 0.05;

  /** A smaller share of a figure is no reason to choose a value. */
  private static final double LITTLE = 0.01;

  /** A smaller share of a figure is what sums in another order leave, as tasks end in any. */
  private static final double ROUNDING = 1e-9;

  private final AblationRuns ablation;

  AblationText(AblationRuns ablation) {
    this.ablation = ablation;
  }

  void addTo(Markdown text) {
    text.heading(1, "What `" + ablation.key() + "` is worth")
        .paragraph(
            "Test images; mean ± sample standard deviation over seeds: "
                + ablation.seeds().stream().map(String::valueOf).collect(Collectors.joining(", "))
                + ". Values are told apart by a t-test, paired by seed, at the 5 % level; the lowest and the highest are picked"
                + " before they are tested, so that where nothing matters two of four values are told apart in one case of eight.")
        .list(sentences())
        .table(table());
    told().forEach(measure -> text.figure(chart(measure)));
  }

  private List<Measure> told() {
    return ablation.measures().stream().filter(m -> TOLD.contains(m.key())).toList();
  }

  /** One for each arm and figure; of the continuous one only where the setting moves it. */
  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    for (Measure measure : told()) {
      for (String arm : ablation.arms()) {
        Range range = range(measure, arm);
        if (range != null && !(arm.equals(Evaluate.VAE) && range.isFlat())) {
          sentences.add(sentence(measure, arm, range));
        }
      }
    }
    return sentences;
  }

  /**
   * The values with the lowest and the highest mean.
   *
   * @param difference of the highest from the lowest, paired by seed
   */
  private record Range(String low, Spread lowest, String high, Spread highest, Spread difference) {
    boolean isFlat() {
      return difference.mean() == 0 && difference.standardDeviation() == 0;
    }
  }

  /** Null where no value has the figure. */
  private Range range(Measure measure, String arm) {
    String low = null;
    String high = null;
    for (Map.Entry<String, Runs> entry : ablation.byValue().entrySet()) {
      Spread own = entry.getValue().spread(measure, arm);
      if (own != null && (low == null || own.mean() < of(low, measure, arm).mean())) {
        low = entry.getKey();
      }
      if (own != null && (high == null || own.mean() > of(high, measure, arm).mean())) {
        high = entry.getKey();
      }
    }
    return low == null
        ? null
        : new Range(
            low,
            of(low, measure, arm),
            high,
            of(high, measure, arm),
            difference(measure, arm, high, low));
  }

  private Spread of(String value, Measure measure, String arm) {
    return ablation.byValue().get(value).spread(measure, arm);
  }

  private Spread difference(Measure measure, String arm, String value, String other) {
    Spread found =
        Spread.ofDifferences(
            ablation.byValue().get(value).values(measure, arm),
            ablation.byValue().get(other).values(measure, arm));
    double least = ROUNDING * Math.abs(of(other, measure, arm).mean());
    boolean none = Math.abs(found.mean()) <= least && found.standardDeviation() <= least;
    return none ? new Spread(0, 0, found.n()) : found;
  }

  private String sentence(Measure measure, String arm, Range range) {
    String what = Roles.words(arm) + ", " + measure.head();
    if (range.isFlat()) {
      return what + ": the same at all values.";
    }
    double share = range.difference.mean() / range.lowest.mean();
    String extremes =
        Print.format(
            "%s: lowest at %s, %s, and highest at %s, %s (%.1f %% more)",
            what,
            range.low,
            Print.spread(measure.format(), range.lowest),
            range.high,
            Print.spread(measure.format(), range.highest),
            100 * share);
    return extremes + verdict(range.difference, share) + others(measure, arm, range);
  }

  /**
   * @param share of the lowest mean
   */
  private static String verdict(Spread difference, double share) {
    if (difference.n() < 2) {
      return "; one seed has no spread: whether that is more than chance is not shown.";
    }
    String sizes =
        Print.format(
            "; paired by seed that is %s ± %s: ",
            Print.twoDigits(difference.mean()), Print.twoDigits(difference.standardDeviation()));
    if (!difference.toldFromZero()) {
      return sizes + "these two are not told apart.";
    }
    return sizes
        + (share < LITTLE
            ? "more than chance, but hardly worth speaking of."
            : "more than chance, so it matters.");
  }

  /**
   * Where the extremes are told apart, the values that are as good as the one of lowest error;
   * where they are not, those that are told apart all the same, as they spread less.
   */
  private String others(Measure measure, String arm, Range range) {
    boolean apart = range.difference.toldFromZero();
    if (apart && !measure.key().equals("mse")) {
      return "";
    }
    List<String> others =
        ablation.byValue().keySet().stream()
            .filter(value -> !value.equals(range.low))
            .filter(value -> of(value, measure, arm) != null)
            .filter(value -> difference(measure, arm, value, range.low).toldFromZero() != apart)
            .toList();
    if (others.isEmpty()) {
      return "";
    }
    return (apart ? " Not told apart from the lowest: " : " But told apart from the lowest: ")
        + String.join(", ", others)
        + ".";
  }

  private Table table() {
    List<Measure> measures = ablation.measures();
    List<List<Cell>> rows = new ArrayList<>();
    for (String arm : ablation.arms()) {
      for (Map.Entry<String, Runs> entry : ablation.byValue().entrySet()) {
        List<Cell> row = new ArrayList<>();
        row.add(Cell.text(Roles.words(arm)));
        row.add(Cell.text(entry.getKey()));
        measures.forEach(
            measure ->
                row.add(Print.cell(measure.format(), entry.getValue().spread(measure, arm))));
        rows.add(row);
      }
    }
    List<String> heads = new ArrayList<>(List.of("arm", ablation.key()));
    measures.forEach(measure -> heads.add(measure.head()));
    return new Table("ablation", "Figures", "", heads, rows);
  }

  private Figure chart(Measure measure) {
    String title = measure.head() + " over " + ablation.key();
    List<PointSeries> lines = new ArrayList<>();
    List<String> arms = ablation.arms().stream().filter(arm -> isDrawn(measure, arm)).toList();
    for (String arm : arms) {
      lines.add(line(measure, arm, APART * (arms.indexOf(arm) - (arms.size() - 1) / 2.0)));
    }
    return new Figure(
        measure.key().replace('_', '-'),
        title,
        "One line an arm, over the values in the order given; bars are one standard deviation over seeds to either side. Values are"
            + " told apart by their differences within a seed: bars may overlap all the same.",
        PointChart.paintValues(
            title,
            ablation.key(),
            measure.head(),
            List.copyOf(ablation.byValue().keySet()),
            lines));
  }

  /** What the setting does not move would press the arms onto the rim. */
  private boolean isDrawn(Measure measure, String arm) {
    Range range = range(measure, arm);
    return range != null && !(arm.equals(Evaluate.VAE) && range.isFlat());
  }

  /**
   * @param aside by how much its points stand beside their places, so that no bar covers another
   */
  private PointSeries line(Measure measure, String arm, double aside) {
    List<String> values =
        ablation.byValue().keySet().stream()
            .filter(value -> of(value, measure, arm) != null)
            .toList();
    double[] places = new double[values.size()];
    Arrays.setAll(
        places, i -> aside + List.copyOf(ablation.byValue().keySet()).indexOf(values.get(i)));
    List<Spread> spreads = values.stream().map(value -> of(value, measure, arm)).toList();
    return new PointSeries(
        Roles.words(arm),
        Roles.ink(arm),
        places,
        spreads.stream().mapToDouble(Spread::mean).toArray(),
        new double[values.size()],
        spreads.stream().mapToDouble(Spread::standardDeviation).toArray(),
        Collections.nCopies(values.size(), "").toArray(String[]::new));
  }
}
