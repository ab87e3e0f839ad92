package org.geovq.run;

import java.io.EOFException;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.ChecksumException;

/**
 * Tells a damaged file from one that cannot be reached: a checksum says so, or the code that takes
 * the bytes of Parquet apart has failed by itself.
 */
final class Damage {
  private static final List<String> PARQUET =
      List.of(
          "org.apache.parquet.",
          "shaded.parquet.",
          "org.apache.spark.sql.execution.datasources.parquet.",
          "org.apache.spark.sql.execution.vectorized.",
          "org.xerial.snappy.");

  /** Its seeks, to where a damaged file points. */
  private static final String FILE_SYSTEM = "org.apache.hadoop.fs.";

  private static final List<String> JDK = List.of("java.", "jdk.", "sun.");

  private Damage() {}

  /**
   * Whether it is the cause.
   *
   * @param root the innermost cause: a lost connection also ends in exceptions of Parquet
   */
  static boolean is(Throwable root) {
    String thrower = thrower(root);
    return root instanceof ChecksumException
        || startsWith(root.getClass().getName(), PARQUET)
        || startsWith(thrower, PARQUET)
        // Hadoop's network code has this one for a host that hangs up.
        || root instanceof EOFException && thrower.startsWith(FILE_SYSTEM);
  }

  /** The class that gave up, be it in a method of the JDK. */
  private static String thrower(Throwable root) {
    return Arrays.stream(root.getStackTrace())
        .map(StackTraceElement::getClassName)
        .filter(name -> !startsWith(name, JDK))
        .findFirst()
        .orElse("");
  }

  private static boolean startsWith(String name, List<String> starts) {
    return starts.stream().anyMatch(name::startsWith);
  }
}
