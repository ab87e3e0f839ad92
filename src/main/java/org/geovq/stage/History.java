package org.geovq.stage;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.geovq.report.Series;
import org.geovq.run.Json;
import org.geovq.run.StageContext;

/** The training of one network: a row of figures for each epoch. */
final class History {
  private final List<Map<String, Object>> rows;

  private History(List<Map<String, Object>> rows) {
    this.rows = rows;
  }

  @SuppressWarnings("unchecked")
  static History read(StageContext context, String directory) throws IOException {
    Path file = new Path(context.input(directory), Models.HISTORY);
    Map<String, Object>[] rows = Json.read(context.files(), file, Map[].class);
    return new History(List.of(rows));
  }

  /** A figure over the epochs. */
  Series series(String figure, String name) {
    return new Series(name, numbers("epoch"), numbers(figure));
  }

  /** A number that is the same in every epoch. */
  Series constant(double value, String name) {
    double[] values = new double[rows.size()];
    Arrays.fill(values, value);
    return new Series(name, numbers("epoch"), values);
  }

  private double[] numbers(String figure) {
    return rows.stream().mapToDouble(row -> ((Number) row.get(figure)).doubleValue()).toArray();
  }
}
