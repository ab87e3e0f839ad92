package org.geovq.stage;

import java.util.ArrayList;
import java.util.List;
import org.geovq.report.Block;
import org.geovq.report.Table;
import org.geovq.report.Table.Cell;

/** What metric, paths, cost and decoding are worth, one seed. */
final class AblationSection {
  private final List<Metrics.Variant> variants;

  AblationSection(List<Metrics.Variant> variants) {
    this.variants = variants;
  }

  List<Block> blocks() {
    return variants.isEmpty() ? List.of() : List.of(table());
  }

  private Table table() {
    double best = variants.stream().mapToDouble(Metrics.Variant::mse).min().orElseThrow();
    List<List<Cell>> rows = new ArrayList<>();
    for (Metrics.Variant v : variants) {
      String mse = Print.mse(v.mse());
      rows.add(
          List.of(
              Cell.text(Roles.words(v.metric())),
              Cell.text(v.distances()),
              Cell.text(v.costPower() == 1 ? "distances" : "squares"),
              Cell.text(v.decode()),
              mse.equals(Print.mse(best)) ? Cell.best(mse) : Cell.number(mse),
              Cell.number(Print.format("%d", v.used())),
              Cell.number(Print.format("%.1f", v.usagePerplexity())),
              Cell.number(Print.format("%.1f", v.entropyBitsPerImage()))));
    }
    return new Table(
        "ablation",
        "Metric, paths, cost and decoding",
        "k-medoids on the same nodes, at one size and seed. Metric: of the edges, of the straight distances and of the"
            + " assignment; pullback: edges as long as their decoded segments, neighbours and assignment in the run's own"
            + " metric. Distances: along the graph (geodesic) or straight (direct). Cost: sum of the distances or of their"
            + " squares. Codes are given straight and not refined, of one start: these are to be compared with each other, not"
            + " with the arms above. Lower is better for MSE; at equal MSE, fewer bits of entropy are better. One seed: small"
            + " differences say nothing; and who chooses by test images had better report on others.",
        List.of(
            "metric",
            "distances",
            "cost",
            "decoded from",
            "MSE ↓",
            "codes used",
            "usage perplexity",
            "entropy, bits per image"),
        rows);
  }
}
