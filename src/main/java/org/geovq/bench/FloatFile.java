package org.geovq.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.geovq.UserError;
import org.geovq.nn.NpyFile;

/** Local files of float32 that are measured on. */
final class FloatFile {
  private static final int BUFFER = 1 << 20;

  private FloatFile() {}

  /**
   * Reads a cloud of points.
   *
   * @param file NPY version 1.0, float32, C order, [n, D]
   * @throws UserError if it is no such file, or is shorter or longer than its header says
   */
  static NpyFile.Matrix npy(Path file) {
    try {
      return NpyFile.readMatrix(
          FileSystem.getLocal(new Configuration(false)),
          new org.apache.hadoop.fs.Path(file.toUri()));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  /**
   * Reads a square matrix.
   *
   * @param file little-endian float32, row-major [n, n], without a header
   * @throws UserError if the file's size is not that of such a matrix
   */
  static float[][] square(Path file, int n) {
    if (!Files.isRegularFile(file)) {
      throw new UserError("%s: there is no such file.", file);
    }
    try (FileChannel channel = FileChannel.open(file)) {
      if (n < 1 || channel.size() != 4L * n * n) {
        throw new UserError("%s: %,d bytes are not %,d x %,d float32.", file, channel.size(), n, n);
      }
      float[][] rows = new float[n][n];
      for (float[] row : rows) {
        fill(channel, row);
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
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
