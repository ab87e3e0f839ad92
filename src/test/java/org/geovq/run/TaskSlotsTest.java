package org.geovq.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.spark.SparkConf;
import org.geovq.SharedSpark;
import org.junit.jupiter.api.Test;

final class TaskSlotsTest {
  @Test
  void aTaskMayTakeSeveralCores() {
    SparkConf conf = new SparkConf(false);
    assertEquals(32, TaskSlots.of(32, conf));
    conf.set("spark.task.cpus", "4");
    assertEquals(8, TaskSlots.of(32, conf));
    assertEquals(1, TaskSlots.of(2, conf));
  }

  @Test
  void hereEachTaskHasOne() {
    assertEquals(SharedSpark.context().defaultParallelism(), TaskSlots.of(SharedSpark.context()));
  }
}
