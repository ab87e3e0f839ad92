package org.geovq.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.spark.SparkContext;
import org.geovq.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobDescriptionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "none | epoch 1 | epoch 1",
        "train-vae | epoch 1 | train-vae, epoch 1",
        "fidelity | fidelity: test images | fidelity: test images",
        "sample samples/geodesic | sample | sample samples/geodesic",
      })
  void whatIsSaidAlreadyIsNotSaidTwice(String outer, String words, String expected) {
    assertEquals(expected, JobDescription.joined(outer, words));
  }

  @Test
  void theFormerDescriptionComesBack() {
    SparkContext spark = SharedSpark.context().sc();
    try (JobDescription stage = new JobDescription(spark)) {
      stage.set("train-vae");
      try (JobDescription inner = new JobDescription(spark)) {
        inner.set("epoch %d", 1);
        inner.set("epoch %d", 2);
        assertEquals("train-vae, epoch 2", spark.getLocalProperty("spark.job.description"));
      }
      assertEquals("train-vae", spark.getLocalProperty("spark.job.description"));
    }
    assertEquals(null, spark.getLocalProperty("spark.job.description"));
  }
}
