package org.geovq;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.geovq.nn.Kernels;

/** The one local Spark session of all tests of a JVM; no test stops it. */
public final class SharedSpark {
  private static SparkSession session;

  private SharedSpark() {}

  /** Two task slots, as many as the tests' two workers. */
  public static synchronized SparkSession session() {
    if (session == null) {
      makeTemporaryDirectory();
      Kernels.choose();
      session =
          SparkSession.builder()
              .master("local[2]")
              .appName("geovq tests")
              .config("spark.ui.enabled", false)
              .config("spark.driver.host", "localhost")
              .config("spark.driver.bindAddress", "127.0.0.1")
              .config("spark.sql.shuffle.partitions", 2)
              .config("spark.default.parallelism", 2)
              .config("spark.hadoop.parquet.page.verify-checksum.enabled", true)
              .getOrCreate();
    }
    return session;
  }

  /** The session's context, for RDDs. */
  public static JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(session().sparkContext());
  }

  /**
   * The build sets java.io.tmpdir to a folder that a clean has removed; Spark's session and
   * Hadoop's web pages want it.
   */
  public static void makeTemporaryDirectory() {
    try {
      Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
