package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.geovq.fuzz.Fuzz;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broken NPY files. */
class NpyFuzzTest {
  private static final String[] WORDS = {
    "'descr': '<f4'",
    "'>f4'",
    "'|O'",
    "True",
    "(3,)",
    "(3, 2)",
    "(2147483647,)",
    "(4294967296, 4)",
    "(,)",
    "'shape': (",
    "NUMPY",
    " "
  };

  @TempDir private java.nio.file.Path folder;
  private java.nio.file.Path place;
  private FileSystem files;

  /** Past Hadoop's own checksums, which are only beside local files. */
  @BeforeEach
  void openFileSystem() throws IOException {
    files = FileSystem.getLocal(new Configuration(false)).getRawFileSystem();
    place = folder.resolve("x.npy");
  }

  @Test
  void vectors() throws IOException {
    NpyFile.write(files, new Path(place.toUri()), new float[] {1, -2, 3.5f});
    byte[] whole = Files.readAllBytes(place);
    new Fuzz("NPY vector", List.of(whole), WORDS).run(this::vector);
  }

  @Test
  void matrices() throws IOException {
    new Fuzz("NPY matrix", List.of(matrix("(3, 2)", 6), matrix("(1, 4)", 4)), WORDS)
        .run(this::matrix);
  }

  private static byte[] matrix(String shape, int numbers) {
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': %s, }".formatted(shape);
    byte[] text =
        (header + " ".repeat(117 - header.length()) + "\n").getBytes(StandardCharsets.US_ASCII);
    ByteBuffer file = ByteBuffer.allocate(128 + 4 * numbers).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 0x93)
        .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
        .put((byte) 1)
        .put((byte) 0);
    file.putShort((short) 118).put(text);
    for (int i = 0; i < numbers; i++) {
      file.putFloat(i);
    }
    return file.array();
  }

  private void vector(byte[] file) throws IOException {
    Files.write(place, file);
    requireEnd(file, NpyFile.read(files, new Path(place.toUri()), 3));
  }

  private void matrix(byte[] file) throws IOException {
    Files.write(place, file);
    NpyFile.Matrix read = NpyFile.readMatrix(files, new Path(place.toUri()));
    assertEquals(0, read.values().length % read.columns());
    requireEnd(file, read.values());
  }

  /** The numbers are the last bytes of the file, and before them stands a header of its length. */
  private static void requireEnd(byte[] file, float[] values) {
    int from = file.length - 4 * values.length;
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(from, 10 + (bytes.getShort(8) & 0xffff));
    for (int i = 0; i < values.length; i++) {
      assertEquals(bytes.getInt(from + 4 * i), Float.floatToRawIntBits(values[i]), "value " + i);
    }
  }
}
