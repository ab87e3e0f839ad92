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

/** The table images/: id, split, label, pixels as unsigned bytes [height, width, channels]. */
final class Images {
  static final String DIRECTORY = "images";
  static final StructType SCHEMA =
      Tables.schema(
          Tables.field("id", DataTypes.LongType),
          Tables.field("split", DataTypes.StringType),
          Tables.field("label", DataTypes.IntegerType),
          Tables.field("pixels", DataTypes.BinaryType));

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

  static Row row(LabelledImage image) {
    return RowFactory.create(image.id(), image.split().configName(), image.label(), image.pixels());
  }

  /** All images. */
  static JavaRDD<LabelledImage> read(StageContext context) {
    return map(Tables.read(context.spark(), context.input(DIRECTORY), SCHEMA));
  }

  /** The images of one split. */
  static JavaRDD<LabelledImage> read(StageContext context, Split split) {
    return map(
        Tables.read(
            context.spark(), context.input(DIRECTORY), SCHEMA, "split", split.configName()));
  }

  /** Shape of every image of the run. */
  static ImageShape shape(StageContext context) throws IOException {
    Manifest manifest = context.manifest(DIRECTORY);
    return new ImageShape(
        manifest.size("height", ImageShape.MAX_SIDE),
        manifest.size("width", ImageShape.MAX_SIDE),
        manifest.size("channels", 3));
  }

  /** Classes of images: their largest label and one; 0 where one of them has no label. */
  static int classes(JavaRDD<LabelledImage> images) {
    int[] range =
        images
            .map(image -> new int[] {image.label(), image.label()})
            .reduce((a, b) -> new int[] {Math.min(a[0], b[0]), Math.max(a[1], b[1])});
    return range[0] < 0 ? 0 : range[1] + 1;
  }

  private static JavaRDD<LabelledImage> map(JavaRDD<InternalRow> rows) {
    return rows.map(
        r ->
            new LabelledImage(
                r.getLong(0),
                Split.of(r.getUTF8String(1).toString()),
                r.getInt(2),
                r.getBinary(3)));
  }
}
