package org.geovq.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.geovq.SharedSpark;
import org.geovq.UserError;
import org.geovq.data.EncodedImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestBenchTest {
  @TempDir private Path data;

  private IngestBench.Result run() {
    SharedSpark.context();
    return IngestBench.run(
        SparkSession.builder().getOrCreate(),
        "folder",
        data.toString(),
        List.of("data.validation-images=2", "data.image.size=8"));
  }

  @Test
  void countsTheImagesOfAllSplits() throws IOException {
    for (String name : List.of("train/1.png", "train/2.png", "train/3.png", "test/4.png")) {
      Files.createDirectories(data.resolve(name).getParent());
      Files.write(data.resolve(name), EncodedImages.png(EncodedImages.ramp(9, 9)));
    }
    IngestBench.Result result = run();
    assertEquals(4, result.images());
    assertEquals(4 / result.seconds(), result.imagesPerS(), 1e-9);
    assertTrue(result.peakHeapMb() > 0);
  }

  @Test
  void whatTheStageRefusesIsTheUsersError() {
    assertThrows(UserError.class, this::run);
  }
}
