package org.geovq.stage;

import java.util.List;
import java.util.stream.IntStream;
import org.geovq.report.Table;
import org.geovq.report.Table.Cell;

/** What the choices around the geodesics are worth. */
final class AblationTable {
  private AblationTable() {}

  static Table of(List<Metrics.Variant> variants) {
    List<String> errors = variants.stream().map(v -> Print.mse(v.mse())).toList();
    String least = errors.stream().sorted().findFirst().orElse("");
    return new Table(
        "ablation",
        "What each choice is worth",
        "Codebooks of the run's size, nodes and seed, made in other ways: metric of the edges and the straight distances"
            + " (pullback: decoded lengths); distances along the graph (geodesic) or straight (direct); the sum of them or of"
            + " their squares; decoded by medoid or by cluster mean. Test images; one seed, so that small differences say"
            + " nothing.",
        List.of(
            "metric",
            "distances",
            "cost",
            "decoded by",
            "MSE ↓",
            "codes used ↑",
            "usage perplexity ↑",
            "entropy, bits per image"),
        IntStream.range(0, variants.size())
            .mapToObj(i -> row(variants.get(i), errors.get(i), errors.get(i).equals(least)))
            .toList());
  }

  private static List<Cell> row(Metrics.Variant v, String mse, boolean best) {
    return List.of(
        Cell.text(v.metric().replace('_', '-')),
        Cell.text(v.distances()),
        Cell.text(v.costPower() == 1 ? "distances" : "squares"),
        Cell.text(v.decode()),
        best ? Cell.best(mse) : Cell.number(mse),
        Cell.number(Print.format("%d", v.used())),
        Cell.number(Print.format("%.1f", v.usagePerplexity())),
        Cell.number(Print.format("%.1f", v.entropyBitsPerImage())));
  }
}
