package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.geovq.UserError;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyFileTest {
  private FileSystem files;
  private Path file;

  @BeforeEach
  void openFileSystem(@TempDir java.nio.file.Path directory) throws IOException {
    files = FileSystem.getLocal(new Configuration());
    file = new Path(directory.toString(), "vector.npy");
  }

  private byte[] bytes() throws IOException {
    try (InputStream in = files.open(file)) {
      return in.readAllBytes();
    }
  }

  private void put(byte[] bytes) throws IOException {
    try (OutputStream out = files.create(file, true)) {
      out.write(bytes);
    }
  }

  private void assertRejected(int length, String words) {
    UserError error = assertThrows(UserError.class, () -> NpyFile.read(files, file, length));
    assertTrue(error.getMessage().contains(file.toString()), error.getMessage());
    assertTrue(error.getMessage().contains(words), error.getMessage());
  }

  /** 70,000 is more than one of the chunks that are read and written. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 65536, 70_000})
  void whatIsWrittenIsRead(int length) throws IOException {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) Math.sin(i) * i;
    }
    NpyFile.write(files, file, values);
    assertArrayEquals(values, NpyFile.read(files, file, length));
  }

  @Test
  void valuesThatAreNoNumbersSurvive() throws IOException {
    float[] values = {Float.NaN, Float.NEGATIVE_INFINITY, -0f, Float.MIN_VALUE, Float.MAX_VALUE};
    NpyFile.write(files, file, values);
    assertArrayEquals(values, NpyFile.read(files, file, 5));
  }

  /**
   * By NumPy's description of the format: magic, version 1.0, length of the header in two bytes, a
   * Python dictionary, padded by spaces and ended by a line feed at a multiple of 64; 1.5 is
   * 0x3FC00000, written from its last byte on.
   */
  @Test
  void theFormatIsNumPys() throws IOException {
    NpyFile.write(files, file, new float[] {1.5f});
    byte[] bytes = bytes();
    assertEquals(128 + 4, bytes.length);
    byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0};
    assertArrayEquals(start, Arrays.copyOf(bytes, 10));
    String header = new String(bytes, 10, 118, StandardCharsets.US_ASCII);
    assertEquals("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", header.strip());
    assertEquals('\n', header.charAt(117));
    assertArrayEquals(new byte[] {0, 0, (byte) 0xC0, 0x3F}, Arrays.copyOfRange(bytes, 128, 132));
  }

  @ParameterizedTest
  @ValueSource(ints = {131, 136, 139})
  void aFileCutWithinItsValuesIsRejected(int length) throws IOException {
    NpyFile.write(files, file, new float[] {1, 2, 3});
    put(Arrays.copyOf(bytes(), length));
    assertRejected(3, "is cut short: expected a vector of 3 float32");
  }

  @Test
  void aFileCutWithinItsHeaderIsRejected() throws IOException {
    NpyFile.write(files, file, new float[] {1, 2, 3});
    byte[] whole = bytes();
    put(Arrays.copyOf(whole, 9));
    assertRejected(3, "is cut short");
    put(Arrays.copyOf(whole, 30));
    assertRejected(3, "expected a vector of 3 float32");
    put(new byte[0]);
    assertRejected(3, "is not an NPY file");
  }

  @Test
  void bytesAfterTheValuesAreRejected() throws IOException {
    NpyFile.write(files, file, new float[] {1, 2, 3});
    byte[] whole = bytes();
    put(Arrays.copyOf(whole, whole.length + 1));
    assertRejected(3, "has bytes after its 3 float32");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 4})
  void aVectorOfAnotherLengthIsRejected(int length) throws IOException {
    NpyFile.write(files, file, new float[] {1, 2, 3});
    assertRejected(length, "expected a vector of " + length + " float32");
  }

  @Test
  void anotherElementTypeIsRejected() throws IOException {
    NpyFile.write(files, file, new float[] {1, 2, 3});
    String text = new String(bytes(), StandardCharsets.ISO_8859_1).replace("<f4", "<i4");
    put(text.getBytes(StandardCharsets.ISO_8859_1));
    assertRejected(3, "'<i4'");
  }

  /** Before memory is taken for two thousand million numbers. */
  @Test
  void aVectorLongerThanItsFileIsRejected() throws IOException {
    putMatrix("(2147483647,)", 6);
    assertRejected(2147483647, "is cut short: expected a vector of 2,147,483,647 float32");
  }

  @Test
  void aFileThatDoesNotMatchItsChecksumIsNamed() throws IOException {
    NpyFile.write(files, file, new float[] {1, 2, 3});
    java.nio.file.Path local = java.nio.file.Path.of(file.toUri().getPath());
    byte[] changed = java.nio.file.Files.readAllBytes(local);
    changed[changed.length - 1] ^= 1;
    java.nio.file.Files.write(local, changed);
    assertRejected(3, "is damaged: expected what its checksum file says");
  }

  @Test
  void aForeignFileIsRejected() throws IOException {
    put("PAR1 is how a Parquet file starts".getBytes(StandardCharsets.US_ASCII));
    assertRejected(3, "is not an NPY file");
  }

  /** As numpy.save writes a [2, 3]. */
  private void putMatrix(String shape, int numbers) throws IOException {
    NpyFile.write(files, file, new float[numbers]);
    byte[] bytes = bytes();
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': %s, }".formatted(shape);
    byte[] text =
        (header + " ".repeat(117 - header.length()) + "\n").getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, bytes, 10, text.length);
    bytes[128 + 4 * 4 + 3] = 0x40;
    put(bytes);
  }

  @Test
  void aMatrixIsReadRowByRow() throws IOException {
    putMatrix("(2, 3)", 6);
    NpyFile.Matrix matrix = NpyFile.readMatrix(files, file);
    assertEquals(3, matrix.columns());
    assertArrayEquals(new float[] {0, 0, 0, 0, 2, 0}, matrix.values());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(2, 2) | has bytes after its 4 float32",
        "(200, 30) | does not hold 200 x 30 float32",
        "(9999999999, 9999) | does not hold 9,999,999,999 x 9,999 float32",
        "(0, 3) | does not hold 0 x 3 float32",
        "(6,) | expected a matrix of float32",
        "(1, 2, 3) | expected a matrix of float32"
      })
  void aMatrixOfAnotherSizeIsRejected(String shape, String words) throws IOException {
    putMatrix(shape, 6);
    UserError error = assertThrows(UserError.class, () -> NpyFile.readMatrix(files, file));
    assertTrue(error.getMessage().contains(words), error.getMessage());
  }

  @Test
  void aMatrixIsNoVectorAndAFileThatIsNotThereIsNamed() throws IOException {
    putMatrix("(2, 3)", 6);
    assertRejected(6, "expected a vector of 6 float32");
    files.delete(file, false);
    assertRejected(6, "there is no such file");
  }
}
