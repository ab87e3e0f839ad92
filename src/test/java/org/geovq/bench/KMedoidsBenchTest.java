package org.geovq.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.geovq.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KMedoidsBenchTest {
  @TempDir private Path folder;

  /** The points 0, 1, 3 and 10, 11, 12 on a line: medoids 1 and 11, loss 3 + 2. */
  private Path matrix() throws IOException {
    float[] points = {0, 1, 3, 10, 11, 12};
    ByteBuffer bytes = ByteBuffer.allocate(4 * 36).order(ByteOrder.LITTLE_ENDIAN);
    for (float a : points) {
      for (float b : points) {
        bytes.putFloat(Math.abs(a - b));
      }
    }
    return Files.write(folder.resolve("line.f32"), bytes.array());
  }

  @Test
  void theLossIsThatOfTheBestMedoidsForAnySeedAndThreads() throws IOException {
    for (int seed = 0; seed < 5; seed++) {
      KMedoidsBench.Result result = KMedoidsBench.run(matrix(), 6, 2, seed, 1 + seed % 2, 0);
      assertEquals("kmedoids", result.bench());
      assertEquals("line.f32", result.matrix());
      assertEquals(5, result.loss());
      assertEquals(1 + seed % 2, result.threads());
      assertTrue(result.rounds() > 0 && result.seconds() > 0 && result.peakHeapMb() > 0);
    }
  }

  /** Both searches can only end at the same medoids here. */
  @Test
  void searchingInPartsFindsTheSame() throws IOException {
    for (int parts = 1; parts < 4; parts++) {
      KMedoidsBench.Result result = KMedoidsBench.run(matrix(), 6, 2, 1, 2, parts);
      assertEquals(parts, result.parts());
      assertEquals(5, result.loss());
    }
  }

  @Test
  void asManyMedoidsAsPointsNeedNoSwap() throws IOException {
    KMedoidsBench.Result result = KMedoidsBench.run(matrix(), 6, 6, 1, 1, 0);
    assertEquals(0, result.swaps());
    assertEquals(0, result.loss());
  }

  @Test
  void impossibleNumbersAreTheUsersErrors() throws IOException {
    Path matrix = matrix();
    UserError k = assertThrows(UserError.class, () -> KMedoidsBench.run(matrix, 6, 7, 1, 1, 0));
    assertEquals("--k is 7; expected 1 to 6.", k.getMessage());
    assertThrows(UserError.class, () -> KMedoidsBench.run(matrix, 6, 0, 1, 1, 0));
    UserError threads =
        assertThrows(UserError.class, () -> KMedoidsBench.run(matrix, 6, 2, 1, 0, 0));
    assertEquals("--threads is 0; expected 1 to 32,767.", threads.getMessage());
    assertThrows(UserError.class, () -> KMedoidsBench.run(matrix, 5, 2, 1, 1, 0));
  }
}
