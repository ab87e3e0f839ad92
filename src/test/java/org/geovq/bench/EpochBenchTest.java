package org.geovq.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.geovq.SharedSpark;
import org.geovq.UserError;
import org.geovq.config.Settings.TrainingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EpochBenchTest {
  private static EpochBench.Result run(TrainingMode mode, int batch) {
    return EpochBench.run(
        SharedSpark.context(), new EpochBench.Options("vae-default", 100, batch, mode, 2, 3, 1));
  }

  /** Two workers make two batches of 20 each from their 50 images, one worker five of its 100. */
  @ParameterizedTest
  @EnumSource(TrainingMode.class)
  void countsWhatWasTrainedOnAndLeavesTheFirstEpochOut(TrainingMode mode) {
    EpochBench.Result result = run(mode, 20);
    boolean local = mode == TrainingMode.LOCAL;
    assertEquals(local ? 1 : 2, result.workers());
    assertEquals(local ? 100 : 80, result.images());
    assertEquals(result.images() / result.seconds(), result.imagesPerS(), 1e-9);
    assertEquals(2, result.residentMb().size());
    assertEquals(109_317, result.parameters());
    assertTrue(result.peakMb() > 0 && result.executorPeakMb() > 0);
  }

  @Test
  void aBatchThatNoWorkerFillsIsTheUsersError() {
    UserError error = assertThrows(UserError.class, () -> run(TrainingMode.SPARK, 60));
    assertTrue(error.getMessage().contains("batch-size = 60"), error.getMessage());
    assertThrows(UserError.class, () -> run(TrainingMode.SPARK, 0));
  }
}
