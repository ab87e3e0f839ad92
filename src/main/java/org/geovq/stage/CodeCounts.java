package org.geovq.stage;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.geovq.config.Arm;
import org.geovq.data.Split;
import org.geovq.eval.ClusterQuality;
import org.geovq.eval.PositionUsage;
import org.geovq.run.StageContext;
import org.geovq.stage.Codes.CodeGrid;

/** How often codes stand at each position and under each label. */
final class CodeCounts {
  private CodeCounts() {}

  /** Adds one image's codes to a table. */
  @FunctionalInterface
  interface Count extends Serializable {
    void add(CodeGrid grid, long[][] table);
  }

  /** The use of the codes at each position. */
  static Metrics.Positions positions(StageContext context, Arm arm) throws IOException {
    Codes.Form form = Codes.form(context, arm);
    PositionUsage usage =
        PositionUsage.of(
            test(context, arm, form.positions(), form.size(), CodeCounts::addPositions));
    return new Metrics.Positions(usage.used(), usage.usagePerplexity());
  }

  /**
   * How the codes go with the labels of the images that they stand in.
   *
   * @param labels number of labels, each 0 .. labels-1
   */
  static Metrics.Clusters clusters(StageContext context, Arm arm, int labels) throws IOException {
    int size = Codes.form(context, arm).size();
    ClusterQuality quality =
        ClusterQuality.of(test(context, arm, size, labels, CodeCounts::addLabel));
    return new Metrics.Clusters(
        quality.purity(), quality.nmi(), quality.ari(), Quantize.silhouette(context, arm));
  }

  private static void addPositions(CodeGrid grid, long[][] table) {
    int[] codes = grid.codes();
    for (int position = 0; position < codes.length; position++) {
      table[position][codes[position]]++;
    }
  }

  private static void addLabel(CodeGrid grid, long[][] table) {
    for (int code : grid.codes()) {
      table[code][grid.label()]++;
    }
  }

  private static long[][] test(StageContext context, Arm arm, int rows, int columns, Count count)
      throws IOException {
    return table(Codes.read(context, arm, Split.TEST), rows, columns, count);
  }

  /** What counting all of the grids into tables [rows, columns] adds up to. */
  static long[][] table(JavaRDD<CodeGrid> grids, int rows, int columns, Count count) {
    return grids
        .mapPartitions(
            part -> {
              long[][] table = new long[rows][columns];
              part.forEachRemaining(grid -> count.add(grid, table));
              return List.<long[][]>of(table).iterator();
            })
        .reduce(CodeCounts::sum);
  }

  private static long[][] sum(long[][] a, long[][] b) {
    for (int row = 0; row < a.length; row++) {
      for (int column = 0; column < a[row].length; column++) {
        a[row][column] += b[row][column];
      }
    }
    return a;
  }
}
