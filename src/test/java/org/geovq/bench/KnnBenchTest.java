package org.geovq.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.geovq.UserError;
import org.geovq.random.Draw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnnBenchTest {
  @TempDir private Path folder;

  @Test
  void theExactSearchFindsAll() throws IOException {
    KnnBench.Result result = KnnBench.run(npy(3, random(3 * 1500)), 5, 2, false);
    assertEquals("knn", result.bench());
    assertEquals("points.npy", result.points());
    assertEquals(1500, result.n());
    assertEquals(3, result.d());
    assertEquals("exact", result.method());
    assertEquals(1, result.recall());
    assertTrue(result.seconds() > 0 && result.peakHeapMb() > 0);
  }

  /** Half of the tiles: in 32 dimensions of noise some neighbours lie in the others. */
  @Test
  void theApproximateSearchFindsMost() throws IOException {
    KnnBench.Result result = KnnBench.run(npy(32, random(32 * 12_000)), 5, 1, true);
    assertTrue(result.recall() > 0.5 && result.recall() < 1, "recall " + result.recall());
    assertTrue(result.method().startsWith("approximate"), result.method());
  }

  @Test
  void badInputIsTheUsersError() throws IOException {
    requireMessage("--k is 3; expected 1 to 2", npy(1, 0, 1, 2), 3, 1);
    requireMessage("--threads is 0", npy(1, 0, 1, 2), 1, 0);
    requireMessage("row 1 holds NaN", npy(2, 0, 1, 2, Float.NaN, 4, 5), 1, 1);
    requireMessage("row 0 holds Infinity", npy(1, Float.POSITIVE_INFINITY, 1, 2), 1, 1);
  }

  private static void requireMessage(String part, Path file, int k, int threads) {
    UserError error = assertThrows(UserError.class, () -> KnnBench.run(file, k, threads, false));
    assertTrue(error.getMessage().contains(part), error.getMessage());
  }

  private static float[] random(int length) {
    SplittableRandom random = Draw.generator(1, "bench test", 0);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextDouble();
    }
    return values;
  }

  private Path npy(int columns, float... values) throws IOException {
    String header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }\n"
            .formatted(values.length / columns, columns);
    ByteBuffer buffer = ByteBuffer.allocate(10 + header.length() + 4 * values.length);
    buffer.order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    buffer.putShort((short) header.length());
    buffer.put(header.getBytes(StandardCharsets.US_ASCII));
    buffer.asFloatBuffer().put(values);
    return Files.write(folder.resolve("points.npy"), buffer.array());
  }
}
