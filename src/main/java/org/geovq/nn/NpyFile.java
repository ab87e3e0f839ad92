package org.geovq.nn;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.geovq.UserError;

/** Vectors of float32 in NumPy's NPY format 1.0, readable by anything that reads NumPy. */
public final class NpyFile {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '<f4', 'fortran_order': False, 'shape': \\((\\d{1,10}),\\), \\}\\s*");
  private static final int CHUNK = 1 << 16;

  private NpyFile() {}

  /** Writes the vector. */
  public static void write(FileSystem files, Path file, float[] values) throws IOException {
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + values.length + ",), }";
    int padding = 63 - (MAGIC.length + 2 + header.length()) % 64;
    byte[] text = (header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
    try (OutputStream out = new BufferedOutputStream(files.create(file, true))) {
      out.write(MAGIC);
      out.write(text.length & 0xFF);
      out.write(text.length >>> 8);
      out.write(text);
      ByteBuffer buffer = ByteBuffer.allocate(4 * CHUNK).order(ByteOrder.LITTLE_ENDIAN);
      for (int at = 0; at < values.length; at += CHUNK) {
        int n = Math.min(CHUNK, values.length - at);
        buffer.clear().asFloatBuffer().put(values, at, n);
        out.write(buffer.array(), 0, 4 * n);
      }
    }
  }

  /**
   * Reads a vector whose length is known.
   *
   * @throws UserError if the file is of another form or length, or cut short
   */
  public static float[] read(FileSystem files, Path file, int length) throws IOException {
    long expected = length;
    try (InputStream stream = new BufferedInputStream(files.open(file));
        DataInputStream in = new DataInputStream(stream)) {
      if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
        throw new UserError("%s is not an NPY file, version 1.0.", file);
      }
      int headerLength = in.readUnsignedByte() | in.readUnsignedByte() << 8;
      String header = new String(in.readNBytes(headerLength), StandardCharsets.US_ASCII);
      Matcher matcher = HEADER.matcher(header);
      if (!matcher.matches() || Long.parseLong(matcher.group(1)) != expected) {
        throw new UserError(
            "%s holds %s: expected a vector of %,d float32.", file, header.strip(), expected);
      }
      return readValues(in, file, length);
    } catch (java.io.EOFException e) {
      throw new UserError("%s is cut short: expected a vector of %,d float32.", file, expected);
    }
  }

  private static float[] readValues(DataInputStream in, Path file, int length) throws IOException {
    float[] values = new float[length];
    byte[] bytes = new byte[4 * CHUNK];
    for (int at = 0; at < length; at += CHUNK) {
      int n = Math.min(CHUNK, length - at);
      in.readFully(bytes, 0, 4 * n);
      ByteBuffer.wrap(bytes, 0, 4 * n)
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(values, at, n);
    }
    if (in.read() != -1) {
      throw new UserError("%s has bytes after its %,d float32.", file, length);
    }
    return values;
  }
}
