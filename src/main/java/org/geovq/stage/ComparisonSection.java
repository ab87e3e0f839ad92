package org.geovq.stage;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.geovq.config.Arm;
import org.geovq.report.Block;
import org.geovq.report.Table;
import org.geovq.report.Table.Cell;

/** The tables that set the arms against each other. */
final class ComparisonSection {
  private final Metrics metrics;
  private final Roles roles;

  ComparisonSection(Metrics metrics, Roles roles) {
    this.metrics = metrics;
    this.roles = roles;
  }

  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>(List.of(arms()));
    if (metrics.hasPriors()) {
      blocks.add(priors());
    }
    if (roles.arms().contains(Arm.GEODESIC) && roles.arms().size() > 1) {
      blocks.add(differences());
    }
    return blocks;
  }

  /**
   * A column of figures, NaN where an arm has none.
   *
   * @param sign 1 where higher is better, -1 where lower is, 0 where neither is
   */
  private record Column(String name, String format, int sign, ToDoubleFunction<Arm> figure) {

    String head() {
      return sign == 0 ? name : name + (sign > 0 ? " ↑" : " ↓");
    }

    /** The cells of the column, the best ones marked as they are printed. */
    List<Cell> cells(List<Arm> arms) {
      List<String> printed = arms.stream().map(this::print).toList();
      boolean differ = printed.stream().distinct().count() > 1;
      String best = sign != 0 && differ ? best(arms) : null;
      return printed.stream().map(t -> t.equals(best) ? Cell.best(t) : Cell.number(t)).toList();
    }

    private String best(List<Arm> arms) {
      double most =
          arms.stream()
              .mapToDouble(arm -> sign * figure.applyAsDouble(arm))
              .filter(Double::isFinite)
              .max()
              .orElse(Double.NaN);
      return Double.isNaN(most) ? null : Print.format(format, sign * most);
    }

    private String print(Arm arm) {
      double value = figure.applyAsDouble(arm);
      return Double.isNaN(value) ? Print.NOTHING : Print.format(format, value);
    }
  }

  Table arms() {
    boolean judged = metrics.fidelity() != null;
    return table(
        "arms",
        "The arms compared",
        "Test images decoded from codes, and the use of the codes"
            + (metrics.hasPriors()
                ? ", and of the priors over them the one that is best on validation images"
                : "")
            + (judged
                ? ", with the Fréchet distance of its samples from test images ("
                    + FidelitySection.words(metrics.fidelity().firstKind())
                    + ")"
                : "")
            + ". An arrow at a head says which direction is better. Perplexity, entropy and a prior's nats are rates: fewer"
            + " are better where the error is the same, and few codes are easy to predict, and carry little."
            + (judged ? FidelitySection.bias(metrics.fidelity().firstKind()) : ""),
        judged ? joined(figures(), fidelity()) : figures());
  }

  private List<Column> figures() {
    List<Column> columns = new ArrayList<>(reconstructions());
    if (metrics.hasPriors()) {
      columns.add(
          new Column(
              "best prior, nats per image",
              "%.1f",
              0,
              arm -> BestPrior.of(metrics, arm).figures().nllNatsPerImage()));
    }
    return columns;
  }

  private List<Column> reconstructions() {
    List<Column> columns =
        new ArrayList<>(
            List.of(
                new Column("MSE", "%.5f", -1, arm -> images(arm).mse()),
                new Column("PSNR, dB", "%.2f", 1, arm -> images(arm).psnrDb()),
                new Column("SSIM", "%.4f", 1, arm -> images(arm).ssim())));
    if (metrics.lpips() != null) {
      columns.add(new Column("LPIPS", "%.4f", -1, arm -> images(arm).lpips()));
    }
    columns.addAll(codes());
    return columns;
  }

  private List<Column> codes() {
    return List.of(
        new Column("codes used", "%.0f", 1, arm -> codes(arm).used()),
        new Column("usage perplexity", "%.1f", 0, arm -> codes(arm).usagePerplexity()),
        new Column("entropy, bits per image", "%.1f", 0, arm -> codes(arm).entropyBitsPerImage()));
  }

  private List<Column> fidelity() {
    boolean biased =
        !FidelitySection.bias(metrics.fidelity().firstKind()).isEmpty()
            && roles.arms().stream().map(Arm::postHoc).distinct().count() > 1;
    return metrics.fidelity().kinds().stream()
        .map(
            kind ->
                new Column(
                    "Fréchet distance, " + Roles.words(kind),
                    "%.2f",
                    biased ? 0 : -1,
                    arm -> metrics.fidelity().frechet(arm.key(), kind)))
        .toList();
  }

  private Metrics.Reconstruction images(Arm arm) {
    return metrics.reconstruction().get(arm.key());
  }

  private Metrics.CodebookFigures codes(Arm arm) {
    return metrics.codebook().get(arm.key());
  }

  Table priors() {
    Set<String> kinds = new LinkedHashSet<>();
    metrics.prior().values().forEach(byKind -> kinds.addAll(byKind.keySet()));
    List<Column> columns = new ArrayList<>(codes());
    for (String kind : kinds) {
      String name = Roles.words(kind);
      columns.add(
          new Column(
              name + ", nats per image", "%.1f", 0, a -> prior(a, kind, p -> p.nllNatsPerImage())));
      columns.add(
          new Column(
              name + ", bits per position",
              "%.3f",
              0,
              a -> prior(a, kind, p -> p.bitsPerPosition())));
      columns.add(
          new Column(name + ", perplexity", "%.1f", 0, a -> prior(a, kind, p -> p.perplexity())));
    }
    return table(
        "priors",
        "The priors",
        "What each kind of prior makes of the test images' codes: negative log-likelihood, the same per position of the"
            + " grid, and 2 to the power of that, which is at most the size of the codebook for a prior that has learnt"
            + " anything. Lower is better among priors over codes of one arm; those of different arms carry different images.",
        columns);
  }

  private double prior(Arm arm, String kind, ToDoubleFunction<Metrics.Prior> figure) {
    Metrics.Prior prior = metrics.prior().get(arm.key()).get(kind);
    return prior == null ? Double.NaN : figure.applyAsDouble(prior);
  }

  private Table table(String id, String title, String caption, List<Column> columns) {
    List<List<Cell>> cells = columns.stream().map(c -> c.cells(roles.arms())).toList();
    List<List<Cell>> rows = new ArrayList<>();
    for (int i = 0; i < roles.arms().size(); i++) {
      List<Cell> row = new ArrayList<>(List.of(Cell.text(Roles.words(roles.arms().get(i)))));
      for (List<Cell> column : cells) {
        row.add(column.get(i));
      }
      rows.add(row);
    }
    List<String> heads = new ArrayList<>(List.of("arm"));
    columns.forEach(column -> heads.add(column.head()));
    return new Table(id, title, caption, heads, rows);
  }

  Table differences() {
    List<List<Cell>> rows = new ArrayList<>();
    for (Arm other : roles.arms()) {
      if (other != Arm.GEODESIC) {
        Differences difference = Differences.of(metrics, other);
        List<Cell> row = new ArrayList<>(List.of(Cell.text(Roles.words(other))));
        for (Differences.Figure figure : Differences.FIGURES) {
          row.add(Print.cell(figure.format(), difference.figures().get(figure.key())));
        }
        row.add(Cell.text(difference.verdict()));
        rows.add(row);
      }
    }
    List<String> heads = new ArrayList<>(List.of("geodesic minus"));
    Differences.FIGURES.forEach(figure -> heads.add(figure.head()));
    heads.add("by MSE");
    return new Table(
        "differences",
        "What geodesics add",
        "Figures of the arm geodesic minus those of each other arm. With several seeds of the quantization: the mean of"
            + " the differences of equal seeds, ± their standard deviation; one that a t-test at the 5 % level does not tell from 0 is none. Against an arm trained once"
            + " there is no ±. MSE speaks for geodesics where it is below 0, PSNR and SSIM where above. The others are rates:"
            + " fewer are better where the error is the same.",
        heads,
        rows);
  }

  private static <T> List<T> joined(List<T> a, List<T> b) {
    List<T> all = new ArrayList<>(a);
    all.addAll(b);
    return all;
  }
}
