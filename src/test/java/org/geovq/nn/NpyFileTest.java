package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.geovq.UserError;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyFileTest {
  @TempDir private java.nio.file.Path directory;
  private FileSystem files;
  private java.nio.file.Path local;
  private Path file;

  @BeforeEach
  void open() throws IOException {
    // The raw one: checksums beside the file would notice our damage before the reader does.
    files = FileSystem.getLocal(new Configuration()).getRawFileSystem();
    local = directory.resolve("vector.npy");
    file = new Path(local.toUri());
  }

  @Test
  void vectorsComeBackToTheBit() throws IOException {
    float[] values = {0, -0f, 1.5f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NaN, -1e-30f};
    NpyFile.write(files, file, values);
    assertArrayEquals(values, NpyFile.read(files, file, values.length));
  }

  @Test
  void vectorsLongerThanTheBufferComeBack() throws IOException {
    float[] values = new float[3 * 65_536 + 5];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    NpyFile.write(files, file, values);
    assertArrayEquals(values, NpyFile.read(files, file, values.length));
  }

  @Test
  void anEmptyVectorIsAHeaderAlone() throws IOException {
    NpyFile.write(files, file, new float[0]);
    assertEquals(128, Files.size(local));
    assertEquals(0, NpyFile.read(files, file, 0).length);
  }

  /**
   * By the NPY 1.0 specification: magic, version, header length 118 (little-endian) so that the
   * data start at a multiple of 64, a Python literal ending in a newline, then the data. 1.0f is
   * 3f800000, -2.0f is c0000000.
   */
  @Test
  void bytesAreWhatNumPyWrites() throws IOException {
    NpyFile.write(files, file, new float[] {1, -2});
    byte[] bytes = Files.readAllBytes(local);
    HexFormat hex = HexFormat.of();
    assertEquals("934e554d50590100" + "7600", hex.formatHex(bytes, 0, 10));
    String header = new String(bytes, 10, 118, StandardCharsets.US_ASCII);
    assertEquals("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", header.strip());
    assertTrue(header.endsWith("\n"));
    assertEquals("0000803f" + "000000c0", hex.formatHex(bytes, 128, 136));
    assertEquals(136, bytes.length);
  }

  @Test
  void aFileOfAnotherKindIsNamed() throws IOException {
    Files.writeString(local, "PAR1 this is no vector");
    assertMessage("vector.npy is not an NPY file, version 1.0.", 3);
  }

  @Test
  void anotherLengthIsNamedWithWhatWasExpected() throws IOException {
    NpyFile.write(files, file, new float[1_000]);
    assertMessage("expected a vector of 1,001 float32.", 1_001);
    assertMessage("'shape': (1000,)", 1_001);
  }

  @Test
  void anotherTypeIsNamed() throws IOException {
    NpyFile.write(files, file, new float[2]);
    byte[] bytes = Files.readAllBytes(local);
    String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("<f4", "<f8");
    Files.write(local, text.getBytes(StandardCharsets.ISO_8859_1));
    assertMessage("'descr': '<f8'", 2);
  }

  @Test
  void cutShortIsNoticedWhereverTheCutIs() throws IOException {
    NpyFile.write(files, file, new float[100]);
    byte[] bytes = Files.readAllBytes(local);
    for (int length : new int[] {bytes.length - 1, 130, 128, 9}) {
      Files.write(local, Arrays.copyOf(bytes, length));
      assertMessage("is cut short: expected a vector of 100 float32.", 100);
    }
  }

  @Test
  void bytesAfterTheVectorAreNoticed() throws IOException {
    NpyFile.write(files, file, new float[3]);
    byte[] bytes = Files.readAllBytes(local);
    Files.write(local, Arrays.copyOf(bytes, bytes.length + 1));
    assertMessage("has bytes after its 3 float32.", 3);
  }

  private void assertMessage(String part, int length) {
    UserError error = assertThrows(UserError.class, () -> NpyFile.read(files, file, length));
    assertTrue(error.getMessage().contains(part), error.getMessage());
    assertTrue(error.getMessage().contains("vector.npy"), error.getMessage());
  }
}
