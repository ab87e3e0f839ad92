package org.geovq.stage;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
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

  /** Of a name within the folder: what no reader of Parquet looks at. */
  private static final Pattern HIDDEN = Pattern.compile("/[._]");

  private static final Set<DataType> WHOLE =
      Set.of(
          DataTypes.ByteType,
          DataTypes.ShortType,
          DataTypes.IntegerType,
          DataTypes.LongType,
          // 64 bits without a sign.
          DataTypes.createDecimalType(20, 0));

  /** Codes of an image. */
  record Grid(long id, int[] codes) implements Serializable {}

  /**
   * A table.
   *
   * @param path a file, or a folder of them, on any file system of Hadoop
   * @throws UserError if there is none, or it is not whole or out of reach
   */
  static CodesElsewhere at(SparkSession spark, String path) {
    Keys.requirePath(OPTION, path);
    FileSystem files =
        StorageFaults.fileSystem(OPTION, path, spark.sparkContext().hadoopConfiguration());
    Path whole = files.makeQualified(new Path(path));
    Keys.requireNoPattern(OPTION + " " + whole, whole.toUri().getPath());
    CodesElsewhere codes = new CodesElsewhere(spark, whole, files);
    try {
      codes.requireWhole();
    } catch (IOException e) {
      throw codes.outOfReach(e);
    }
    return codes;
  }

  private void requireWhole() throws IOException {
    if (!files.exists(path)) {
      throw new UserError("%s %s: there is no such file or folder.", OPTION, path);
    }
    if (files.getFileStatus(path).isDirectory()) {
      RunDirectory.requireWholeTable(files, path);
    }
  }

  private UserError outOfReach(Exception error) {
    return StorageFaults.outOfReach(OPTION + " " + path, error);
  }

  /**
   * Tells one state of its files from another, by names, lengths and times.
   *
   * @throws UserError if they are out of reach
   */
  String state() {
    try {
      return path + ", " + Sha256.hex(states().toString());
    } catch (IOException e) {
      throw outOfReach(e);
    }
  }

  private Map<String, String> states() throws IOException {
    Map<String, String> states = new TreeMap<>();
    RemoteIterator<LocatedFileStatus> left = files.listFiles(path, true);
    while (left.hasNext()) {
      FileStatus file = left.next();
      String name = file.getPath().toString().substring(path.toString().length());
      if (!HIDDEN.matcher(name).find()) {
        states.put(name, file.getLen() + " bytes at " + file.getModificationTime());
      }
    }
    return states;
  }

  /**
   * Keeps what is made out of the folder that it is made of.
   *
   * @throws UserError if the codes are a folder in which the directory lies
   */
  void requireOutside(RunDirectory directory) {
    directory.requireOutside(OPTION, path);
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
      // Else it is one file's columns that count, and numbers of others are cut to their width.
      return spark.read().option("mergeSchema", true).parquet(path.toString());
    } catch (Exception e) {
      // Spark's Scala code throws checked exceptions, too.
      throw new UserError("%s %s cannot be read as Parquet: %s", OPTION, path, Reason.of(e));
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
    Dataset<Row> columns =
        table()
            .select(
                functions.col(ID).cast(DataTypes.LongType),
                functions.col(CODES).cast(DataTypes.createArrayType(DataTypes.LongType)));
    return Tables.rows(columns, name, false)
        .map(row -> grid(name, row, form))
        .repartition(partitions);
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
      if (numbers.isNullAt(i)) {
        throw new UserError("%s: the image of id %d lacks code %d.", table, id, i + 1);
      }
      codes[i] = code(table, id, numbers.getLong(i), form.size());
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
