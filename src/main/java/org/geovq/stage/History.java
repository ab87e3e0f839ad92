package org.geovq.stage;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.geovq.UserError;
import org.geovq.config.Arm;
import org.geovq.report.Ink;
import org.geovq.report.Series;
import org.geovq.run.Json;
import org.geovq.run.StageContext;

/** The training of one network: a row of figures for each epoch. */
final class History {
  private final Path file;
  private final List<Map<String, Object>> rows;

  private History(Path file, List<Map<String, Object>> rows) {
    this.file = file;
    this.rows = rows;
  }

  static History read(StageContext context, String directory) throws IOException {
    return read(context.files(), new Path(context.input(directory), Models.HISTORY));
  }

  @SuppressWarnings("unchecked")
  static History read(FileSystem files, Path file) throws IOException {
    Map<String, Object>[] rows = Json.read(files, file, Map[].class);
    if (Arrays.asList(rows).contains(null)) {
      throw new UserError("%s is damaged: expected a row of figures for each epoch.", file);
    }
    return new History(file, List.of(rows));
  }

  /** A figure of an arm's network over the epochs. */
  Series series(String figure, Arm arm) {
    return series(figure, Roles.words(arm), Roles.ink(arm));
  }

  /** A figure over the epochs. */
  Series series(String figure, String name, Ink ink) {
    return new Series(name, ink, numbers("epoch"), numbers(figure));
  }

  /** A number that is the same in every epoch. */
  Series constant(double value, String name) {
    double[] values = new double[rows.size()];
    Arrays.fill(values, value);
    return new Series(name, Ink.GREY, numbers("epoch"), values);
  }

  /**
   * A figure of one epoch.
   *
   * @param epoch from 1
   */
  double figure(int epoch, String figure) {
    if (epoch < 1 || epoch > rows.size()) {
      throw new UserError("%s has %d epochs; expected an epoch %d.", file, rows.size(), epoch);
    }
    return number(rows.get(epoch - 1), figure);
  }

  private double[] numbers(String figure) {
    return rows.stream().mapToDouble(row -> number(row, figure)).toArray();
  }

  private double number(Map<String, Object> row, String figure) {
    if (row.get(figure) instanceof Number number) {
      return number.doubleValue();
    }
    throw new UserError("%s is damaged: expected a number %s in each row.", file, figure);
  }
}
