package org.geovq.run;

import org.apache.spark.SparkContext;

/**
 * What Spark's own pages call the jobs of this thread: what they were called before, which names
 * the stage, and what is said here, such as the epoch and the round. Closing it restores the
 * former.
 */
public final class JobDescription implements AutoCloseable {
  /** Spark's own name of what it shows. */
  private static final String KEY = "spark.job.description";

  private final SparkContext spark;
  private final String outer;

  public JobDescription(SparkContext spark) {
    this.spark = spark;
    this.outer = spark.getLocalProperty(KEY);
  }

  /** Says what the jobs from now on are for, in place of what was said here before. */
  public void set(String format, Object... arguments) {
    spark.setJobDescription(joined(outer, String.format(format, arguments)));
  }

  /** One that repeats the other or goes on from it stands alone. */
  static String joined(String outer, String words) {
    if (outer == null || words.startsWith(outer)) {
      return words;
    }
    return outer.startsWith(words) ? outer : outer + ", " + words;
  }

  @Override
  public void close() {
    spark.setJobDescription(outer);
  }
}
