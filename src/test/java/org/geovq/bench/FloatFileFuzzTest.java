package org.geovq.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.geovq.fuzz.Fuzz;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broken files of numbers. */
class FloatFileFuzzTest {
  @TempDir private Path folder;

  @Test
  void bareSquares() {
    byte[] whole = ByteBuffer.allocate(36).order(ByteOrder.LITTLE_ENDIAN).putFloat(4, 2.5f).array();
    new Fuzz("float32 square", List.of(whole)).run(this::square);
  }

  /** A bare file says nothing of itself: any 36 bytes are nine numbers. */
  private void square(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("m.f32"), bytes);
    float[][] read = FloatFile.square(file, 3);
    assertEquals(36, bytes.length);
    ByteBuffer expected = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 9; i++) {
      assertEquals(expected.getInt(4 * i), Float.floatToRawIntBits(read[i / 3][i % 3]));
    }
  }
}
