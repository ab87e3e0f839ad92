package org.geovq.stage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;
import org.geovq.UserError;
import org.geovq.run.RunDirectory;
import org.geovq.run.StorageFaults;

/**
 * Parquet in and out. Rows are read as Spark's internal ones, so that arrays of numbers are never
 * boxed.
 */
final class Tables {
  static final DataType FLOATS = DataTypes.createArrayType(DataTypes.FloatType, false);
  static final DataType INTS = DataTypes.createArrayType(DataTypes.IntegerType, false);

  /**
   * Numbers as one value, little-endian float32: for rows of a length at which Parquet's levels for
   * every number of an array cost more than all else.
   */
  static final DataType PACKED_FLOATS = DataTypes.BinaryType;

  private Tables() {}

  static StructType schema(StructField... fields) {
    return new StructType(fields);
  }

  static StructField field(String name, DataType type) {
    return DataTypes.createStructField(name, type, false);
  }

  /** Adds rows to a table; the directory may hold some already. */
  static void append(SparkSession spark, JavaRDD<Row> rows, StructType schema, Path directory) {
    spark.createDataFrame(rows, schema).write().mode(SaveMode.Append).parquet(directory.toString());
  }

  /** The same, where a task is to hold no more than about so many bytes of rows. */
  static void append(
      SparkSession spark, JavaRDD<Row> rows, StructType schema, Path directory, int rowGroupBytes) {
    spark
        .createDataFrame(rows, schema)
        .write()
        .mode(SaveMode.Append)
        .option("parquet.block.size", rowGroupBytes)
        .parquet(directory.toString());
  }

  /**
   * Removes a table, and what a killed driver left of the writing of one: the next writing would
   * take the tasks that were done for its own.
   */
  static void clear(FileSystem files, Path directory) throws IOException {
    for (String names : List.of("*.parquet", "_*")) {
      for (FileStatus file : files.globStatus(new Path(directory, names))) {
        files.delete(file.getPath(), true);
      }
    }
  }

  /**
   * The rows of a table with the given columns in that order, only those whose column has the given
   * value. A file that is no Parquet, damaged, of other columns or out of reach ends the work with
   * a {@link UserError}.
   *
   * @throws UserError if a file is missing, empty, or not as long as the manifest says, or the
   *     folder is out of reach
   */
  static JavaRDD<InternalRow> read(
      SparkSession spark, Path directory, StructType schema, String column, Object value) {
    requireWhole(spark, directory);
    // While a stage is not done, what it was begun with lies in the same directory.
    var table =
        spark
            .read()
            .option("pathGlobFilter", "*.parquet")
            .schema(schema)
            .parquet(directory.toString());
    var wanted = column == null ? table : table.filter(functions.col(column).equalTo(value));
    return rows(wanted, directory.toString(), true);
  }

  /**
   * The rows of a table that is open, whose faults end the work with a {@link UserError}.
   *
   * @param name its folder
   * @param own whether a stage has written it, and can again
   */
  static JavaRDD<InternalRow> rows(Dataset<Row> table, String name, boolean own) {
    return table
        .queryExecution()
        .toRdd()
        .toJavaRDD()
        .mapPartitions(rows -> new StoredRows(name, own, rows));
  }

  /** Spark takes an empty file for one without rows, and reads what files there are. */
  private static void requireWhole(SparkSession spark, Path directory) {
    try {
      RunDirectory.requireWholeTable(
          directory.getFileSystem(spark.sparkContext().hadoopConfiguration()), directory);
    } catch (IOException e) {
      throw StorageFaults.outOfReach(directory.toString(), e);
    }
  }

  static JavaRDD<InternalRow> read(SparkSession spark, Path directory, StructType schema) {
    return read(spark, directory, schema, null, null);
  }

  /** A value of a {@link #PACKED_FLOATS} column. */
  static byte[] packed(float[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, numbers.length));
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(numbers);
    return bytes.array();
  }

  /** The numbers of a {@link #PACKED_FLOATS} column's value. */
  static float[] unpacked(byte[] bytes) {
    float[] numbers = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
    return numbers;
  }

  /** Closes what a partition's rows are made with when its task ends, however it ends. */
  static <T extends AutoCloseable> T untilTaskEnds(T resource) {
    TaskContext.get()
        .addTaskCompletionListener(
            (TaskCompletionListener)
                task -> {
                  try {
                    resource.close();
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                });
    return resource;
  }

  /** The next elements, up to n. */
  static <A> List<A> take(Iterator<A> elements, int n) {
    List<A> taken = new ArrayList<>(n);
    while (taken.size() < n && elements.hasNext()) {
      taken.add(elements.next());
    }
    return taken;
  }

  /** Works on lists of up to n elements, one list in memory at a time. */
  static <A, B> Iterator<B> chunked(Iterator<A> elements, int n, Function<List<A>, List<B>> work) {
    return new Iterator<>() {
      private Iterator<B> ready = List.<B>of().iterator();

      @Override
      public boolean hasNext() {
        while (!ready.hasNext() && elements.hasNext()) {
          ready = work.apply(take(elements, n)).iterator();
        }
        return ready.hasNext();
      }

      @Override
      public B next() {
        hasNext();
        return ready.next();
      }
    };
  }
}
