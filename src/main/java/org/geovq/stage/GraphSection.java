package org.geovq.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.geovq.config.Arm;
import org.geovq.report.Block;
import org.geovq.report.Table;
import org.geovq.report.Table.Cell;
import org.geovq.run.StageContext;

/** What the nodes' graph is like, and how the codebooks were found in it. */
final class GraphSection {
  private final Roles roles;
  private final StageContext context;

  GraphSection(Roles roles, StageContext context) {
    this.roles = roles;
    this.context = context;
  }

  List<Block> blocks() throws IOException {
    return List.of(graph(), codebooks());
  }

  private Table graph() throws IOException {
    Map<String, Object> counts = context.manifest(GraphTable.DIRECTORY).counts();
    return new Table(
        "graph",
        "The graph of the nodes",
        "Training latents, each joined to its nearest ones. Components: parts without an edge between them before bridges, each"
            + " the shortest edge that joins two, made one of them; many say that neighbours are too few. Degree: edges at a node."
            + " Recall: share of true nearest neighbours that the search found, on a sample of nodes.",
        List.of(
            "nodes",
            "landmarks",
            "edges",
            "components",
            "bridges",
            "degree, least / mean / most",
            "recall"),
        List.of(
            List.of(
                cell("%,.0f", counts, "nodes"),
                cell("%,.0f", counts, "landmarks"),
                cell("%,.0f", counts, "edges"),
                cell("%,.0f", counts, "components"),
                cell("%,.0f", counts, "bridges"),
                Cell.number(
                    cell("%.0f", counts, "least_degree").text()
                        + " / "
                        + cell("%.1f", counts, "mean_degree").text()
                        + " / "
                        + cell("%.0f", counts, "most_degree").text()),
                cell("%.3f", counts, "recall"))));
  }

  private Table codebooks() throws IOException {
    List<List<Cell>> rows = new ArrayList<>();
    for (Arm arm : roles.arms()) {
      if (arm.postHoc()) {
        Map<String, Object> counts = context.manifest(Quantize.directory(arm)).counts();
        rows.add(
            List.of(
                Cell.text(Roles.words(arm)),
                cell("%.4g", counts, "cost_per_node"),
                Cell.number(
                    counts.get("cost_per_round") instanceof Collection<?> rounds
                            && !rounds.isEmpty()
                        ? Integer.toString(rounds.size())
                        : Print.NOTHING),
                Cell.text(Boolean.FALSE.equals(counts.get("converged")) ? "no" : "yes")));
      }
    }
    return new Table(
        "codebooks",
        "How the codebooks were found",
        "Of the best start. Cost: mean over the nodes of the distance to the nearest code, to the power that is configured (k-means"
            + " and the random codebook: squared), in each arm's own metric, so that arms do not compare; where a sample of the nodes was"
            + " taken, an estimate. Rounds: of k-medoids. Converged: no exchange of a medoid (or"
            + " round of k-means) lowers the cost; if not, codebook.max-rounds ended the search.",
        List.of("arm", "cost a node", "rounds", "converged"),
        rows);
  }

  private static Cell cell(String pattern, Map<String, Object> counts, String figure) {
    return Cell.number(
        counts.get(figure) instanceof Number number
            ? Print.format(pattern, number.doubleValue())
            : Print.NOTHING);
  }
}
