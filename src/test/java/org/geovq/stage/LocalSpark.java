package org.geovq.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.geovq.nn.Kernels;

/** The one Spark session of the tests' JVM; no test stops it. */
public final class LocalSpark {
  private static SparkSession session;

  private LocalSpark() {}

  /** Makes it when it is first wanted. */
  public static synchronized SparkSession get() {
    if (session == null) {
      Kernels.choose();
      makeTemporaryDirectory();
      session =
          SparkSession.builder()
              .master("local[2]")
              .appName("geovq tests")
              .config("spark.ui.enabled", "false")
              .config("spark.driver.bindAddress", "127.0.0.1")
              .config("spark.driver.host", "localhost")
              .config("spark.sql.shuffle.partitions", "2")
              .getOrCreate();
      session.sparkContext().setLogLevel("WARN");
    }
    return session;
  }

  /** The build sets java.io.tmpdir to a folder that a clean has removed. */
  private static void makeTemporaryDirectory() {
    try {
      Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
