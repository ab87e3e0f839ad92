package org.geovq.stage;

import java.io.IOException;
import java.io.Serializable;
import java.util.Comparator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.geovq.data.ImageShape;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.random.Draw;
import org.geovq.run.Manifest;
import org.geovq.run.StageContext;

/**
 * The table images/: id, split, label, pixels as unsigned bytes [height, width, channels]; and, for
 * people alone, the name of the file where an image has its own.
 */
final class Images {
  static final String DIRECTORY = "images";
  static final StructType SCHEMA =
      Tables.schema(
          Tables.field("id", DataTypes.LongType),
          Tables.field("split", DataTypes.StringType),
          Tables.field("label", DataTypes.IntegerType),
          Tables.field("pixels", DataTypes.BinaryType));

  /** As it is written; runs of before have no names. */
  static final StructType WRITTEN =
      SCHEMA.add(DataTypes.createStructField("file", DataTypes.StringType, true));

  /** Serializable, as Spark's orderings have to be. */
  static final Comparator<LabelledImage> BY_ID =
      (Comparator<LabelledImage> & Serializable) (a, b) -> Long.compare(a.id(), b.id());

  private Images() {}

  /**
   * An image to be stored.
   *
   * @param file null for none
   */
  static Row row(LabelledImage image, String file) {
    return RowFactory.create(
        image.id(), image.split().configName(), image.label(), image.pixels(), file);
  }

  /** All images. */
  static JavaRDD<LabelledImage> read(StageContext context) throws IOException {
    return map(
        Tables.read(context.spark(), context.input(DIRECTORY), SCHEMA), shape(context).pixels());
  }

  /** The images of one split. */
  static JavaRDD<LabelledImage> read(StageContext context, Split split) throws IOException {
    return map(
        Tables.read(context.spark(), context.input(DIRECTORY), SCHEMA, "split", split.configName()),
        shape(context).pixels());
  }

  /**
   * Some of a split, chosen by their ids.
   *
   * @param share of all, from which they are drawn
   */
  record Some(long seed, String purpose, double share) implements Serializable {
    /**
     * About as many as are wanted.
     *
     * @param wanted 0: all
     * @param purpose other images are drawn for another
     */
    static Some of(StageContext context, Split split, int wanted, String purpose)
        throws IOException {
      long all = context.manifest(DIRECTORY).count(split.configName());
      return new Some(context.settings().seed(), purpose, wanted == 0 ? 1 : (double) wanted / all);
    }

    boolean has(long id) {
      return share >= 1 || Draw.generator(seed, purpose, id).nextDouble() < share;
    }
  }

  /** Shape of every image of the run. */
  static ImageShape shape(StageContext context) throws IOException {
    return shape(context.manifest(DIRECTORY));
  }

  /** Shape of the images of a table. */
  static ImageShape shape(Manifest manifest) {
    return new ImageShape(
        manifest.size("height", ImageShape.MAX_SIDE),
        manifest.size("width", ImageShape.MAX_SIDE),
        manifest.size("channels", 3));
  }

  /** Classes by the labels of images: the largest and one; 0 where one of them has no label. */
  static int classes(JavaRDD<Integer> labels) {
    int[] range =
        labels
            .map(label -> new int[] {label, label})
            .reduce((a, b) -> new int[] {Math.min(a[0], b[0]), Math.max(a[1], b[1])});
    return range[0] < 0 ? 0 : range[1] + 1;
  }

  private static JavaRDD<LabelledImage> map(JavaRDD<InternalRow> rows, int pixels) {
    return rows.map(row -> image(row, pixels));
  }

  /**
   * An image of a stored row.
   *
   * @param pixels numbers per image
   * @throws org.geovq.UserError if it is not such a row
   */
  static LabelledImage image(InternalRow row, int pixels) {
    StoredRow stored = new StoredRow(DIRECTORY, row);
    return new LabelledImage(
        stored.id(0),
        stored.split(1),
        stored.number(2, -1, LabelledImage.MOST_LABEL),
        stored.bytes(3, pixels));
  }
}
