package org.geovq.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.geovq.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FloatFileTest {
  @TempDir private Path folder;

  @Test
  void readsWhatNumpySaves() throws IOException {
    FloatFile.Matrix matrix = FloatFile.npy(npy("<f4", "(2, 3)", 1, 2, 3, 4, 5, -6.5f));
    assertEquals(3, matrix.columns());
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, -6.5f}, matrix.values());
  }

  @Test
  void readsABareSquare() throws IOException {
    Path file = folder.resolve("m.f32");
    Files.write(file, bytes(0, 1, 2, 0));
    assertArrayEquals(new float[][] {{0, 1}, {2, 0}}, FloatFile.square(file, 2));
  }

  @Test
  void refusesWhatIsNoSuchFile() throws IOException {
    requireMessage("there is no such file", folder.resolve("none.npy"));
    Path text = folder.resolve("text");
    Files.writeString(text, "not an array, though long enough");
    requireMessage("expected an NPY file", text);
    requireMessage("expected float32", npy("<f8", "(1, 2)", 1, 2, 3, 4));
    requireMessage("expected float32", npy("<f4", "(4,)", 1, 2, 3, 4));
  }

  @Test
  void refusesASizeThatIsNotTheHeadersBeforeItTakesMemory() throws IOException {
    requireMessage("12 bytes of numbers are not 2 x 2", npy("<f4", "(2, 2)", 1, 2, 3));
    requireMessage("are not 9,999,999,999 x 9,999", npy("<f4", "(9999999999, 9999)", 1));
    Path file = folder.resolve("m.f32");
    Files.write(file, bytes(0, 1, 2));
    UserError error = assertThrows(UserError.class, () -> FloatFile.square(file, 2));
    assertTrue(error.getMessage().contains("12 bytes"), error.getMessage());
  }

  private static void requireMessage(String part, Path file) {
    UserError error = assertThrows(UserError.class, () -> FloatFile.npy(file));
    assertTrue(error.getMessage().contains(part), error.getMessage());
    assertTrue(error.getMessage().contains(file.toString()), error.getMessage());
  }

  private Path npy(String type, String shape, float... values) throws IOException {
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }   \n".formatted(type, shape);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
    out.write(header.getBytes(StandardCharsets.US_ASCII));
    out.write(bytes(values));
    Path file = folder.resolve("points.npy");
    Files.write(file, out.toByteArray());
    return file;
  }

  private static byte[] bytes(float... values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }
}
