package org.geovq.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.geovq.UserError;

/** Little-endian float32 matrices as NumPy writes them: with a header (NPY) or bare. */
public final class FloatFile {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final int PREAMBLE = MAGIC.length + 2;
  private static final int BUFFER = 1 << 20;
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '<f4', 'fortran_order': False, 'shape': \\((\\d{1,10}), (\\d{1,10})\\), \\}\\s*");

  private FloatFile() {}

  /**
   * A matrix in one piece.
   *
   * @param columns D
   * @param values row-major [n, D]
   */
  public record Matrix(int columns, float[] values) {}

  /**
   * Reads a cloud of points.
   *
   * @param file NPY version 1.0, float32, C order, [n, D]
   * @throws UserError if it is no such file, or is shorter or longer than its header says
   */
  public static Matrix npy(Path file) {
    try (FileChannel channel = open(file)) {
      Matcher shape = HEADER.matcher(header(file, channel));
      if (!shape.matches()) {
        throw new UserError("%s: expected float32 in C order of two dimensions.", file);
      }
      long rows = Long.parseLong(shape.group(1));
      long columns = Long.parseLong(shape.group(2));
      requireSize(file, channel.size() - channel.position(), rows, columns);
      float[] values = new float[Math.toIntExact(rows * columns)];
      fill(channel, values);
      return new Matrix((int) columns, values);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  /**
   * Reads a square matrix.
   *
   * @param file float32, row-major [n, n], without a header
   * @throws UserError if the file's size is not that of such a matrix
   */
  public static float[][] square(Path file, int n) {
    try (FileChannel channel = open(file)) {
      requireSize(file, channel.size(), n, n);
      float[][] rows = new float[n][n];
      for (float[] row : rows) {
        fill(channel, row);
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  private static FileChannel open(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UserError("%s: there is no such file.", file);
    }
    return FileChannel.open(file);
  }

  private static String header(Path file, FileChannel channel) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(PREAMBLE).order(ByteOrder.LITTLE_ENDIAN);
    boolean npy = channel.size() >= PREAMBLE;
    if (npy) {
      read(channel, start);
      npy = start.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
    }
    if (!npy) {
      throw new UserError("%s: expected an NPY file of version 1.0.", file);
    }
    int length = Short.toUnsignedInt(start.getShort(MAGIC.length));
    if (channel.size() - PREAMBLE < length) {
      throw new UserError("%s: ends within its header.", file);
    }
    ByteBuffer text = ByteBuffer.allocate(length);
    read(channel, text);
    return new String(text.array(), StandardCharsets.US_ASCII);
  }

  private static void requireSize(Path file, long bytes, long rows, long columns) {
    boolean possible = rows > 0 && columns > 0 && columns <= Integer.MAX_VALUE / rows;
    if (!possible || bytes != 4 * rows * columns) {
      throw new UserError(
          "%s: %,d bytes of numbers are not %,d x %,d float32.", file, bytes, rows, columns);
    }
  }

  private static void fill(FileChannel channel, float[] values) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < values.length; ) {
      int count = Math.min(values.length - at, BUFFER / Float.BYTES);
      buffer.clear().limit(count * Float.BYTES);
      read(channel, buffer);
      buffer.flip().asFloatBuffer().get(values, at, count);
      at += count;
    }
  }

  private static void read(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException();
      }
    }
  }
}
