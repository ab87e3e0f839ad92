package org.geovq.stage;

import java.io.Serializable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.geovq.data.Split;
import org.geovq.run.StageContext;

/**
 * A table of codes, such as codes/geodesic: image id, split, label, codes [positions] in raster
 * order.
 */
final class Codes {
  static final String GEODESIC = "codes/geodesic";
  static final StructType SCHEMA =
      Tables.schema(
          Tables.field("id", DataTypes.LongType),
          Tables.field("split", DataTypes.StringType),
          Tables.field("label", DataTypes.IntegerType),
          Tables.field("codes", Tables.INTS));

  private Codes() {}

  /** One image's codes. */
  record CodeGrid(long id, Split split, int label, int[] codes) implements Serializable {

    Row row() {
      return RowFactory.create(id, split.configName(), label, codes);
    }

    static CodeGrid of(InternalRow row) {
      return new CodeGrid(
          row.getLong(0),
          Split.of(row.getUTF8String(1).toString()),
          row.getInt(2),
          row.getArray(3).toIntArray());
    }
  }

  static JavaRDD<CodeGrid> read(StageContext context, String directory, Split split) {
    return Tables.read(
            context.spark(), context.input(directory), SCHEMA, "split", split.configName())
        .map(CodeGrid::of);
  }
}
