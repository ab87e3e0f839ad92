package org.geovq.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.geovq.config.Arm;
import org.geovq.report.Block;
import org.geovq.report.Charts;
import org.geovq.report.Figure;
import org.geovq.report.HeatMap;
import org.geovq.report.Series;
import org.geovq.report.Table;
import org.geovq.report.Table.Cell;
import org.geovq.run.StageContext;

/** How much of each codebook is used: over training, over codes, over positions. */
final class CollapseSection {
  private final Metrics metrics;
  private final Roles roles;
  private final StageContext context;

  CollapseSection(Metrics metrics, Roles roles, StageContext context) {
    this.metrics = metrics;
    this.roles = roles;
    this.context = context;
  }

  List<Block> blocks() throws IOException {
    List<Block> blocks = new ArrayList<>(List.of(deadCodes(), usage()));
    if (roles.full().stream().allMatch(arm -> metrics.positions().containsKey(arm.key()))) {
      blocks.add(positions());
    }
    if (roles.endToEnd() != null) {
      blocks.addAll(training());
    }
    return blocks;
  }

  private Table deadCodes() {
    List<List<Cell>> rows = new ArrayList<>();
    for (Arm arm : roles.arms()) {
      Metrics.CodebookFigures book = metrics.codebook().get(arm.key());
      int dead = book.size() - book.used();
      rows.add(
          List.of(
              Cell.text(Roles.words(arm)),
              Cell.number(Print.format("%d", book.size())),
              Cell.number(Print.format("%d", book.used())),
              Cell.number(Print.format("%d", dead)),
              Cell.number(Print.format("%.1f %%", 100.0 * dead / book.size())),
              Cell.number(Print.format("%.1f", book.usagePerplexity())),
              Cell.number(Print.format("%.2f %%", 100 * book.topShare()))));
    }
    return new Table(
        "dead-codes",
        "Dead codes",
        "A code is dead that no test image has. Coded by its frequency it costs nothing; what is lost is the detail that it could have carried, and at a fixed number of bits a code it costs as much as any. Usage perplexity"
            + " is the number of codes that would carry as much if all were used alike.",
        List.of(
            "arm",
            "codes",
            "used ↑",
            "dead ↓",
            "share dead ↓",
            "usage perplexity",
            "most used code"),
        rows);
  }

  private Figure usage() throws IOException {
    List<Series> lines = new ArrayList<>();
    for (Arm arm : roles.arms()) {
      lines.add(sortedShares(arm, Evaluate.counts(context, arm)));
    }
    return new Figure(
        "usage",
        "Use of the codes on test images",
        "Share of each code, most used first, in per cent on a logarithmic axis. A line ends where the dead codes begin. The"
            + " flatter it is the more bits a code costs, which are well spent only if the error is the smaller for it.",
        Charts.lines(
            "Use of the codes",
            "code, most used first",
            "share of all positions, %",
            Charts.Scale.LOGARITHMIC,
            lines));
  }

  private static Series sortedShares(Arm arm, long[] counts) {
    double total = Arrays.stream(counts).sum();
    long[] sorted = counts.clone();
    Arrays.sort(sorted);
    double[] rank = new double[sorted.length];
    double[] share = new double[sorted.length];
    for (int i = 0; i < sorted.length; i++) {
      rank[i] = i + 1;
      share[i] = 100 * sorted[sorted.length - 1 - i] / total;
    }
    return new Series(Roles.words(arm), Roles.ink(arm), rank, share);
  }

  private Figure positions() throws IOException {
    List<HeatMap.Panel> panels = new ArrayList<>();
    for (Arm arm : roles.full()) {
      panels.add(
          new HeatMap.Panel(
              Roles.words(arm),
              Codes.form(context, arm).columns(),
              metrics.positions().get(arm.key()).usagePerplexity()));
    }
    return new Figure(
        "position-usage",
        "Use of the codes by position",
        "Usage perplexity of the codes at each position of the grid, laid out as the grid is. Low values at a rim that is"
            + " the same in all images cost nothing; low values everywhere are a collapsed codebook.",
        HeatMap.paint("usage perplexity", "%.0f", panels));
  }

  private List<Block> training() throws IOException {
    List<Series> used = new ArrayList<>();
    List<Series> perplexity = new ArrayList<>();
    List<Series> revived = new ArrayList<>();
    for (Arm arm : roles.endToEndArms()) {
      History history = History.read(context, TrainVqVae.directory(arm));
      used.add(history.series("codes_used", arm));
      perplexity.add(history.series("usage_perplexity", arm));
      revived.add(history.series("revived", arm));
    }
    return List.of(
        new Figure(
            "codes-over-epochs",
            "Codes used while the VQ-VAE learns",
            "Codes that occur in the validation split after each epoch. Higher is better; a line that stays low is a"
                + " codebook that has collapsed.",
            Charts.lines("Codes used", "epoch", "codes", used)),
        new Figure(
            "perplexity-over-epochs",
            "Usage perplexity while the VQ-VAE learns",
            "Usage perplexity on the validation split after each epoch. It falls where a codebook collapses.",
            Charts.lines("Usage perplexity", "epoch", "codes used alike", perplexity)),
        new Figure(
            "revived-over-epochs",
            "Codes revived while the VQ-VAE learns",
            "Dead codes that were put back among the vectors in each epoch. It should fall to nothing; a codebook trained by"
                + " gradients revives none.",
            Charts.lines("Codes revived", "epoch", "codes", revived)));
  }
}
