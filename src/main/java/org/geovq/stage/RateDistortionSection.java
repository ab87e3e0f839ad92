package org.geovq.stage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.geovq.config.Arm;
import org.geovq.eval.Spread;
import org.geovq.report.Block;
import org.geovq.report.Figure;
import org.geovq.report.PointChart;
import org.geovq.report.PointSeries;
import org.geovq.report.Table;
import org.geovq.report.Table.Cell;

/** Error of the images against the bits that their codes take, over codebook sizes and seeds. */
public final class RateDistortionSection {
  /** Up to how many times the lowest error the view from near reaches. */
  private static final double CLOSE = 1.3;

  private static final String READING =
      " One line an arm, from fewer bits to more; the number at a point is the size of the codebook, left out where it would stand on another; bars are"
          + " one standard deviation over seeds to either side, where there are several. Codebooks are of one start each, those of"
          + " the tables the best of codebook.starts. A line that lies lower is better: less error for as many bits.";

  private final Roles roles;
  private final List<Metrics.Point> points;

  /** By arm, in the order of the run, and codebook size. */
  private final Map<String, Map<Integer, List<Metrics.Point>>> groups = new LinkedHashMap<>();

  /** Of a sweep, or of the points of several with the same arms and sizes. */
  public RateDistortionSection(Metrics.Sweep sweep, Roles roles) {
    this.roles = roles;
    this.points = sweep.points();
    for (Metrics.Point point : points) {
      groups
          .computeIfAbsent(point.arm(), arm -> new TreeMap<>())
          .computeIfAbsent(point.size(), size -> new ArrayList<>())
          .add(point);
    }
  }

  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>(figures());
    blocks.add(table());
    if (groups.containsKey(Arm.GEODESIC.key())) {
      atEqualRate().ifPresent(blocks::add);
    }
    return blocks;
  }

  /** The curves, each arm a line. */
  public List<Figure> figures() {
    List<Figure> figures = new ArrayList<>(List.of(byEntropy()));
    if (points.stream().mapToInt(Metrics.Point::size).distinct().count() == 1) {
      return figures;
    }
    if (points.stream().anyMatch(point -> point.mse() > closeUp())) {
      figures.add(close());
    }
    if (points.stream().anyMatch(point -> point.priorBitsPerImage() != null)) {
      figures.add(byPrior());
    }
    return figures;
  }

  private Figure byEntropy() {
    return new Figure(
        "rate-distortion",
        "Rate and distortion: error against entropy",
        "Mean squared error of the test images against the entropy of their codes, the bits that an image takes if each code"
            + " is coded by its frequency."
            + READING,
        PointChart.paint(
            "Rate and distortion",
            "entropy of the codes, bits per image",
            "MSE",
            lines(Metrics.Point::entropyBitsPerImage, Double.POSITIVE_INFINITY)));
  }

  /** One arm that fails would press all others onto the axis. */
  private Figure close() {
    return new Figure(
        "rate-distortion-close",
        "Rate and distortion: the best points from near",
        Print.format(
            "The same, only codebooks whose error is at most %.1f times the lowest." + READING,
            CLOSE),
        PointChart.paint(
            "Rate and distortion, from near",
            "entropy of the codes, bits per image",
            "MSE",
            lines(Metrics.Point::entropyBitsPerImage, closeUp())));
  }

  private double closeUp() {
    return CLOSE * points.stream().mapToDouble(Metrics.Point::mse).min().orElse(0);
  }

  private Figure byPrior() {
    return new Figure(
        "rate-distortion-prior",
        "Rate and distortion: error against the prior's bits",
        "Mean squared error of the test images against the bits that an image takes if a small prior, trained alike at every"
            + " point, predicts each code from those before it."
            + READING,
        PointChart.paint(
            "Rate and distortion with a prior",
            "small prior, bits per image",
            "MSE",
            lines(RateDistortionSection::priorBits, Double.POSITIVE_INFINITY)));
  }

  private static double priorBits(Metrics.Point point) {
    return point.priorBitsPerImage() == null ? Double.NaN : point.priorBitsPerImage();
  }

  private List<PointSeries> lines(ToDoubleFunction<Metrics.Point> rate, double mostError) {
    List<PointSeries> lines = new ArrayList<>();
    groups.forEach(
        (arm, bySize) -> {
          List<Map.Entry<Integer, List<Metrics.Point>>> shown =
              bySize.entrySet().stream()
                  .map(e -> Map.entry(e.getKey(), having(rate, e.getValue())))
                  .filter(e -> !e.getValue().isEmpty())
                  .filter(e -> spread(e.getValue(), Metrics.Point::mse).mean() <= mostError)
                  .toList();
          if (!shown.isEmpty()) {
            lines.add(line(arm, shown, rate));
          }
        });
    return lines;
  }

  /** A prior may be trained for one seed only: its rate belongs to the error of that codebook. */
  private static List<Metrics.Point> having(
      ToDoubleFunction<Metrics.Point> rate, List<Metrics.Point> group) {
    return group.stream().filter(point -> Double.isFinite(rate.applyAsDouble(point))).toList();
  }

  private static PointSeries line(
      String arm,
      List<Map.Entry<Integer, List<Metrics.Point>>> shown,
      ToDoubleFunction<Metrics.Point> rate) {
    // More codes may carry fewer bits, where a codebook collapses.
    List<Map.Entry<Integer, List<Metrics.Point>>> bySize =
        shown.stream()
            .sorted(Comparator.comparingDouble(e -> spread(e.getValue(), rate).mean()))
            .toList();
    List<Spread> x = bySize.stream().map(e -> spread(e.getValue(), rate)).toList();
    List<Spread> y = bySize.stream().map(e -> spread(e.getValue(), Metrics.Point::mse)).toList();
    return new PointSeries(
        Roles.words(arm),
        Roles.ink(arm),
        x.stream().mapToDouble(Spread::mean).toArray(),
        y.stream().mapToDouble(Spread::mean).toArray(),
        x.stream().mapToDouble(Spread::standardDeviation).toArray(),
        y.stream().mapToDouble(Spread::standardDeviation).toArray(),
        bySize.stream().map(e -> e.getKey().toString()).toArray(String[]::new));
  }

  /** Over the points that have the figure; null if none has. */
  private static Spread spread(List<Metrics.Point> group, ToDoubleFunction<Metrics.Point> figure) {
    return Spread.ofAny(group.stream().mapToDouble(figure).filter(Double::isFinite).toArray());
  }

  private Table table() {
    List<List<Cell>> rows = new ArrayList<>();
    groups.forEach(
        (arm, bySize) -> bySize.forEach((size, group) -> rows.add(row(arm, size, group))));
    return new Table(
        "rate-distortion-points",
        "Rate and distortion in numbers",
        "Every point of the figures above: mean over seeds of the quantization ± standard deviation, on test images. Trained"
            + " networks are the same for all seeds. A VQ-VAE of another size than the run's goes on from the trained one"
            + " with a new codebook, k-means of what it encodes to, for sweep.vqvae-epochs: where its curve rises away from that size, they were too few. The small prior is not that of the arms above; it may be trained for the first seed only.",
        List.of(
            "arm",
            "codes",
            "seeds",
            "MSE ↓",
            "PSNR, dB ↑",
            "SSIM ↑",
            "codes used ↑",
            "usage perplexity",
            "entropy, bits per image",
            "small prior, bits per image"),
        rows);
  }

  private static List<Cell> row(String arm, int size, List<Metrics.Point> group) {
    return List.of(
        Cell.text(Roles.words(arm)),
        Cell.number(Print.format("%d", size)),
        Cell.number(Print.format("%d", group.size())),
        cell("%.5f", group, Metrics.Point::mse),
        cell("%.2f", group, Metrics.Point::psnrDb),
        cell("%.4f", group, Metrics.Point::ssim),
        cell("%.0f", group, Metrics.Point::used),
        cell("%.1f", group, Metrics.Point::usagePerplexity),
        cell("%.1f", group, Metrics.Point::entropyBitsPerImage),
        cell("%.1f", group, RateDistortionSection::priorBits));
  }

  private static Cell cell(
      String format, List<Metrics.Point> group, ToDoubleFunction<Metrics.Point> figure) {
    return Print.cell(format, spread(group, figure));
  }

  /** Nothing where no curve reaches a geodesic point. */
  private Optional<Table> atEqualRate() {
    List<String> others =
        roles.arms().stream()
            .map(Arm::key)
            .filter(arm -> groups.containsKey(arm) && !arm.equals(Arm.GEODESIC.key()))
            .toList();
    Map<String, Map<Integer, Spread>> found = new LinkedHashMap<>();
    others.forEach(arm -> found.put(arm, EqualRate.differences(points, Arm.GEODESIC.key(), arm)));
    if (found.values().stream().allMatch(Map::isEmpty)) {
      return Optional.empty();
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (int size : new TreeSet<>(groups.get(Arm.GEODESIC.key()).keySet())) {
      List<Cell> row = new ArrayList<>(List.of(Cell.number(Print.format("%d", size))));
      for (String other : others) {
        row.add(Print.cell("%+.5f", found.get(other).get(size)));
      }
      rows.add(row);
    }
    List<String> heads = new ArrayList<>(List.of("geodesic codes"));
    others.forEach(other -> heads.add("minus " + Roles.words(other)));
    return Optional.of(
        new Table(
            "equal-rate",
            "Geodesic MSE minus that of the others at equal entropy",
            "Each other arm's curve of the same seed (or its only one) is read, by straight lines of log MSE between its sizes, at the entropy that the geodesic"
                + " codes of a size have: mean of the differences over seeds ± their standard deviation. Below 0 speaks for"
                + " geodesics. Without ± one seed or training shows no spread; a dash: the other curve"
                + " does not reach that entropy. A point of another curve that has more bits and no less error than one before it is left"
                + " out: it was trained too little, or has collapsed.",
            heads,
            rows));
  }
}
