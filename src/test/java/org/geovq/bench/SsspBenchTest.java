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
import org.geovq.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SsspBenchTest {
  @TempDir private Path folder;

  /**
   * The lines 0 - 1 - 3 and 100 - 101 - 103, mixed. Source 0 is the point 3, at 0 + 2 + 3 from its
   * line's points, source 1 is file row 3, the point 103, at 0 + 2 + 3 too.
   */
  @Test
  void sumsTheDistancesFromPointsOfTheFile() throws IOException {
    SsspBench.Result result = SsspBench.run(points(3, 100, 0, 103, 1, 101), 1, 2, 2);
    assertEquals("points.npy", result.points());
    assertEquals(6, result.n());
    assertEquals(1, result.d());
    assertEquals(4, result.edges());
    assertEquals(2, result.components());
    assertEquals(0.5, result.reachable());
    assertEquals(10, result.checksum());
    assertEquals(500 * result.seconds(), result.msPerSource(), 1e-9);
  }

  /** Rows 0, 2 and 4 are the points 3, 1 and 0 of the line 0 - 1 - 3. */
  @Test
  void sourcesAreAsFarApartInTheFileAsTheyCanBe() throws IOException {
    assertEquals(
        (3 + 2) + (1 + 2) + (1 + 3),
        SsspBench.run(points(3, 100, 1, 103, 0, 101), 1, 3, 1).checksum());
  }

  @Test
  void refusesWhatThePointsDoNotAllow() throws IOException {
    Path three = points(1, 2, 3);
    requireMessage("--k is 3; expected 1 to 2.", three, 3, 1, 1);
    requireMessage("--sources is 4; expected 1 to 3.", three, 1, 4, 1);
    requireMessage("--threads is 0;", three, 1, 1, 0);
    requireMessage("row 1 holds NaN", points(1, Float.NaN), 1, 1, 1);
  }

  private static void requireMessage(String part, Path file, int k, int sources, int threads) {
    UserError error = assertThrows(UserError.class, () -> SsspBench.run(file, k, sources, threads));
    assertTrue(error.getMessage().contains(part), error.getMessage());
  }

  /** NPY 1.0 of [n, 1]. */
  private Path points(float... values) throws IOException {
    byte[] header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, 1), }\n"
            .formatted(values.length)
            .getBytes(StandardCharsets.US_ASCII);
    ByteBuffer file =
        ByteBuffer.allocate(10 + header.length + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 1);
    file.put((byte) 0).putShort((short) header.length).put(header);
    file.asFloatBuffer().put(values);
    return Files.write(folder.resolve("points.npy"), file.array());
  }
}
