package org.geovq.stage;

import org.apache.spark.sql.SparkSession;
import org.geovq.SharedSpark;

/** The one Spark session of the tests' JVM; no test stops it. */
public final class LocalSpark {
  private static SparkSession session;

  private LocalSpark() {}

  /** Makes it when it is first wanted. */
  public static synchronized SparkSession get() {
    if (session == null) {
      session = SharedSpark.session();
      session.sparkContext().setLogLevel("WARN");
    }
    return session;
  }
}
