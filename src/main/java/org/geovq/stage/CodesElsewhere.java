package org.geovq.stage;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.geovq.Reason;
import org.geovq.Sha256;
import org.geovq.UserError;
import org.geovq.config.Keys;
import org.geovq.run.RunDirectory;
import org.geovq.run.StorageFaults;

/**
 * A table of codes that somebody else may have written: Parquet with a whole number id and a list
 * of whole numbers codes, of whatever width; other columns do not matter.
 */
record CodesElsewhere(SparkSession spark, Path path, FileSystem files) {
  private static final String OPTION = "--codes";
  private static final String ID = "id";
  private static final String CODES = "codes";

  /** In place of a code that is missing. */
  private static final long NONE = -1;

  private static final Set<DataType> WHOLE =
      Set.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);

  /** Codes of an image. */
  record Grid(long id, int[] codes) implements Serializable {}

  /**
   * A table.
   *
   * @param path a file, or a folder of them, on any file system of Hadoop
   * @throws UserError if there is none, or it is not whole
   */
  static CodesElsewhere at(SparkSession spark, String path) throws IOException {
    Keys.requireNoPassword(OPTION, path);
    FileSystem files =
        StorageFaults.fileSystem(OPTION, path, spark.sparkContext().hadoopConfiguration());
    Path place = files.makeQualified(new Path(path));
    if (!files.exists(place)) {
      throw new UserError("%s %s: there is no such file or folder.", OPTION, path);
    }
    if (files.getFileStatus(place).isDirectory()) {
      RunDirectory.requireWholeTable(files, place);
    }
    return new CodesElsewhere(spark, place, files);
  }

  /** Tells one state of its files from another, by names, lengths and times. */
  String state() throws IOException {
    Map<String, String> states = new TreeMap<>();
    RemoteIterator<LocatedFileStatus> left = files.listFiles(path, true);
    while (left.hasNext()) {
      FileStatus file = left.next();
      states.put(
          file.getPath().toString(), file.getLen() + " bytes at " + file.getModificationTime());
    }
    MessageDigest digest = Sha256.begin();
    digest.update(states.toString().getBytes(StandardCharsets.UTF_8));
    return path + ", " + HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Looks at the columns alone.
   *
   * @throws UserError if it is no such table
   */
  void requireColumns() {
    table();
  }

  private Dataset<Row> table() {
    Dataset<Row> table = open();
    StructType schema = table.schema();
    requireColumn(schema, ID, type(schema, ID), "whole numbers");
    DataType codes = type(schema, CODES);
    requireColumn(
        schema,
        CODES,
        codes instanceof ArrayType list ? list.elementType() : null,
        "lists of whole numbers");
    return table;
  }

  private Dataset<Row> open() {
    try {
      return spark.read().parquet(path.toString());
    } catch (Exception e) {
      // Spark's Scala code throws checked exceptions, too.
      throw new UserError("%s %s is no table of Parquet: %s", OPTION, path, Reason.of(e));
    }
  }

  private static DataType type(StructType schema, String column) {
    return Arrays.asList(schema.fieldNames()).contains(column)
        ? schema.apply(column).dataType()
        : null;
  }

  private void requireColumn(StructType schema, String name, DataType type, String expected) {
    if (type == null || !WHOLE.contains(type)) {
      throw new UserError(
          "%s %s has the columns %s: expected a column %s of %s.",
          OPTION, path, schema.simpleString(), name, expected);
    }
  }

  /**
   * All its rows.
   *
   * @param form of the codes of the arm that is to decode them; a row of others ends the work with
   *     a {@link UserError}
   * @param partitions over which they are spread, as whoever wrote one file meant nothing by it
   */
  JavaRDD<Grid> grids(Codes.Form form, int partitions) {
    String name = path.toString();
    return table()
        .select(
            functions.col(ID).cast(DataTypes.LongType),
            functions.col(CODES).cast(DataTypes.createArrayType(DataTypes.LongType)))
        .repartition(partitions)
        .queryExecution()
        .toRdd()
        .toJavaRDD()
        .mapPartitions(rows -> new StoredRows(name, rows))
        .map(row -> grid(name, row, form));
  }

  private static Grid grid(String table, InternalRow row, Codes.Form form) {
    if (row.isNullAt(0) || row.isNullAt(1)) {
      throw new UserError("%s has a row without %s.", table, row.isNullAt(0) ? ID : CODES);
    }
    long id = row.getLong(0);
    ArrayData numbers = row.getArray(1);
    if (numbers.numElements() != form.positions()) {
      throw new UserError(
          "%s: the image of id %d has %d codes, expected %d, %d x %d in raster order.",
          table, id, numbers.numElements(), form.positions(), form.rows(), form.columns());
    }
    int[] codes = new int[form.positions()];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = code(table, id, numbers.isNullAt(i) ? NONE : numbers.getLong(i), form.size());
    }
    return new Grid(id, codes);
  }

  private static int code(String table, long id, long code, int size) {
    if (code < 0 || code >= size) {
      throw new UserError(
          "%s: the image of id %d has the code %d, expected 0 to %d.", table, id, code, size - 1);
    }
    return (int) code;
  }
}
