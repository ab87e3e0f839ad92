package org.geovq.run;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Tasks that Spark runs at once. */
public final class TaskSlots {
  private TaskSlots() {}

  /** Of the executors that are there; at least 1. */
  public static int of(JavaSparkContext spark) {
    return of(spark.defaultParallelism(), spark.getConf());
  }

  /**
   * Spark's default parallelism counts cores, of which a task may take several.
   *
   * @param cores of all executors
   */
  static int of(int cores, SparkConf conf) {
    return Math.max(1, cores / conf.getInt("spark.task.cpus", 1));
  }
}
