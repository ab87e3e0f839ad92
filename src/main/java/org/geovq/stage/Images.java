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

  static final Comparator<LabelledImage> BY_ID = new ById();

  private Images() {}

  /** Serializable, as Spark's orderings have to be. */
  private static final class ById implements Comparator<LabelledImage>, Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public int compare(LabelledImage a, LabelledImage b) {
      return Long.compare(a.id(), b.id());
    }
  }

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
