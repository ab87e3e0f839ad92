package org.geovq.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.geovq.SharedSpark;

/** The one Spark session of the tests' JVM; no test stops it. */
public final class LocalSpark {
  private static SparkSession session;

  private LocalSpark() {}

  /** Makes it when it is first wanted. */
  public static synchronized SparkSession get() {
    if (session == null) {
      makeTemporaryDirectory();
      session = SharedSpark.session();
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
