package org.geovq.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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

class FloatFileTest {
  @TempDir private Path folder;

  @Test
  void readsABareSquare() throws IOException {
    assertArrayEquals(new float[][] {{0, 1}, {2, 0}}, FloatFile.square(file(0, 1, 2, 0), 2));
  }

  @Test
  void refusesAnotherSizeBeforeItTakesMemory() throws IOException {
    requireMessage("12 bytes are not 2 x 2", file(0, 1, 2), 2);
    requireMessage("are not 2,147,483,647 x", file(0), Integer.MAX_VALUE);
    requireMessage("are not 0 x 0", file(), 0);
    requireMessage("there is no such file", folder.resolve("none"), 2);
  }

  private static void requireMessage(String part, Path file, int n) {
    UserError error = assertThrows(UserError.class, () -> FloatFile.square(file, n));
    assertTrue(error.getMessage().contains(part), error.getMessage());
    assertTrue(error.getMessage().contains(file.toString()), error.getMessage());
  }

  private Path file(float... values) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return Files.write(folder.resolve("m.f32"), buffer.array());
  }
}
