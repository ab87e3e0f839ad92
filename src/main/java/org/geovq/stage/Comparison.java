package org.geovq.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.geovq.config.Arm;
import org.geovq.report.Table;
import org.geovq.report.Table.Cell;

/** The table that sets the arms against each other. */
final class Comparison {
  private Comparison() {}

  /** One arm's figures, of which each column takes one. */
  private record Row(
      Metrics.Reconstruction images, Metrics.CodebookFigures codes, double priorNatsPerImage) {}

  /**
   * A column.
   *
   * @param sign 1 where higher is better, -1 where lower is, 0 where neither is
   */
  private record Column(String head, String format, int sign, ToDoubleFunction<Row> figure) {

    /** The cells of the column, the best ones marked as they are printed. */
    List<Cell> cells(List<Row> rows) {
      double best = rows.stream().mapToDouble(r -> sign * figure.applyAsDouble(r)).max().orElse(0);
      String printed = print(sign * best);
      return rows.stream().map(r -> cell(print(figure.applyAsDouble(r)), printed)).toList();
    }

    private Cell cell(String text, String best) {
      return sign != 0 && text.equals(best) ? Cell.best(text) : Cell.number(text);
    }

    private String print(double value) {
      return String.format(Locale.ROOT, format, value);
    }
  }

  private static final List<Column> COLUMNS =
      List.of(
          new Column("MSE", "%.5f", -1, r -> r.images().mse()),
          new Column("PSNR, dB", "%.2f", 1, r -> r.images().psnrDb()),
          new Column("SSIM", "%.4f", 1, r -> r.images().ssim()),
          new Column("codes used", "%.0f", 1, r -> r.codes().used()),
          new Column("usage perplexity", "%.1f", 1, r -> r.codes().usagePerplexity()),
          new Column("entropy, bits per image", "%.1f", 0, r -> r.codes().entropyBitsPerImage()),
          new Column("best prior, nats per image", "%.1f", -1, Row::priorNatsPerImage));

  static Table table(Metrics metrics, List<Arm> arms) {
    List<Row> rows = arms.stream().map(arm -> row(metrics, arm.key())).toList();
    List<List<Cell>> columns = COLUMNS.stream().map(column -> column.cells(rows)).toList();
    List<List<Cell>> table = new ArrayList<>();
    for (int i = 0; i < arms.size(); i++) {
      List<Cell> cells = new ArrayList<>(List.of(Cell.text(arms.get(i).key().replace('_', ' '))));
      for (List<Cell> column : columns) {
        cells.add(column.get(i));
      }
      table.add(cells);
    }
    List<String> heads = new ArrayList<>(List.of("arm"));
    COLUMNS.forEach(column -> heads.add(column.head()));
    return new Table(
        "arms",
        "The arms compared",
        "Test images decoded from codes, the use of the codes, and the best prior over them. Lower is better for MSE and"
            + " the prior, higher for PSNR, SSIM and the use. A prior's figure counts only beside the use: few codes are"
            + " easy to predict.",
        heads,
        table);
  }

  private static Row row(Metrics metrics, String arm) {
    return new Row(
        metrics.reconstruction().get(arm),
        metrics.codebook().get(arm),
        metrics.prior().get(arm).values().stream()
            .mapToDouble(Metrics.Prior::nllNatsPerImage)
            .min()
            .orElse(Double.NaN));
  }
}
