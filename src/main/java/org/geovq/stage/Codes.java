package org.geovq.stage;

import java.io.IOException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.geovq.config.Arm;
import org.geovq.data.ImageShape;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.model.LatentGrid;
import org.geovq.run.JobProgress;
import org.geovq.run.Manifest;
import org.geovq.run.StageContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A table of codes, such as codes/geodesic: image id, split, label, codes [positions] in raster
 * order.
 */
final class Codes {
  private static final Logger LOG = LoggerFactory.getLogger(Codes.class);
  private static final String ROWS = "grid_rows";
  private static final String COLUMNS = "grid_columns";
  private static final String SIZE = "size";
  static final StructType SCHEMA =
      Tables.schema(
          Tables.field("id", DataTypes.LongType),
          Tables.field("split", DataTypes.StringType),
          Tables.field("label", DataTypes.IntegerType),
          Tables.field("codes", Tables.INTS));

  /** As of codebook.size. */
  static final int MOST_CODES = 1 << 20;

  private Codes() {}

  /** Where an arm's codes are. */
  static String directory(Arm arm) {
    return "codes/" + arm.key();
  }

  /**
   * What the manifest of a table of codes says of its grids.
   *
   * @param size number of codes, K
   */
  record Form(int rows, int columns, int size) implements Serializable {
    /** Codes per image. */
    int positions() {
      return rows * columns;
    }
  }

  /** Puts the form of its codes into a stage's manifest, and returns it. */
  static Form countForm(StageContext context, LatentGrid grid, int size) {
    context.count(ROWS, grid.rows());
    context.count(COLUMNS, grid.columns());
    context.count(SIZE, size);
    return new Form(grid.rows(), grid.columns(), size);
  }

  /** The form of an arm's codes. */
  static Form form(StageContext context, Arm arm) throws IOException {
    Manifest manifest = context.manifest(directory(arm));
    return new Form(
        manifest.size(ROWS, ImageShape.MAX_SIDE),
        manifest.size(COLUMNS, ImageShape.MAX_SIDE),
        manifest.size(SIZE, MOST_CODES));
  }

  /** One image's codes. */
  record CodeGrid(long id, Split split, int label, int[] codes) implements Serializable {

    Row row() {
      return RowFactory.create(id, split.configName(), label, codes);
    }

    /**
     * Of a stored row.
     *
     * @throws org.geovq.UserError if it is not such a row
     */
    static CodeGrid of(String table, InternalRow row, int positions, int size) {
      StoredRow stored = new StoredRow(table, row);
      return new CodeGrid(
          stored.id(0),
          stored.split(1),
          stored.number(2, -1, LabelledImage.MOST_LABEL),
          stored.indices(3, positions, size));
    }
  }

  /**
   * Writes the table of the stage's arm, and measures the codes if they were refined.
   *
   * @param form as counted
   */
  static void write(
      StageContext context, String stage, Form form, JavaRDD<CodeGrid> grids, Decoding decoding)
      throws IOException {
    write(context, stage, grids);
    if (context.settings().assign().refineRounds() > 0) {
      JavaRDD<CodeGrid> written = read(context, context.output(), form, Split.VALIDATION);
      validationError(context, stage, "refined", written, decoding);
    }
  }

  /** Writes the stage's table. */
  static void write(StageContext context, String stage, JavaRDD<CodeGrid> grids)
      throws IOException {
    JavaRDD<Row> rows = grids.map(CodeGrid::row);
    JobProgress.during(
        context, stage, () -> Tables.append(context.spark(), rows, SCHEMA, context.output()));
  }

  /**
   * Name, in the manifest, of the image MSE on the validation split.
   *
   * @param how a rule, or "refined"
   */
  static String error(String how) {
    return "validation_mse_" + how;
  }

  /** Tells the log and the manifest the image MSE of validation images, and returns it. */
  static double validationError(
      StageContext context, String stage, String how, JavaRDD<CodeGrid> grids, Decoding decoding)
      throws IOException {
    double mse = decoding.figures(grids, Images.read(context, Split.VALIDATION)).mse();
    LOG.info(
        "{}: {}, image MSE on the validation split {}", stage, how, String.format("%.5f", mse));
    context.count(error(how), mse);
    return mse;
  }

  static JavaRDD<CodeGrid> read(StageContext context, Arm arm, Split split) throws IOException {
    return read(context, context.input(directory(arm)), form(context, arm), split);
  }

  private static JavaRDD<CodeGrid> read(
      StageContext context, Path directory, Form form, Split split) {
    return grids(
        directory,
        form,
        Tables.read(context.spark(), directory, SCHEMA, "split", split.configName()));
  }

  /** The codes that a stage has written just now, of all splits. */
  static JavaRDD<CodeGrid> written(StageContext context, Form form) {
    Path directory = context.output();
    return grids(directory, form, Tables.read(context.spark(), directory, SCHEMA));
  }

  /** The codes of some images, by id. */
  static Map<Long, int[]> of(JavaRDD<CodeGrid> grids, Set<Long> ids) {
    Map<Long, int[]> codes = new HashMap<>();
    grids
        .filter(grid -> ids.contains(grid.id()))
        .collect()
        .forEach(grid -> codes.put(grid.id(), grid.codes()));
    return codes;
  }

  private static JavaRDD<CodeGrid> grids(Path directory, Form form, JavaRDD<InternalRow> rows) {
    String table = directory.toString();
    int positions = form.positions();
    int size = form.size();
    return rows.map(row -> CodeGrid.of(table, row, positions, size));
  }
}
