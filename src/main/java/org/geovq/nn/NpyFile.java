package org.geovq.nn;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.geovq.UserError;

/** Vectors and matrices of float32 in NumPy's NPY format 1.0, readable by all that reads NumPy. */
public final class NpyFile {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '<f4', 'fortran_order': False, 'shape': \\((\\d{1,10}),(?: (\\d{1,10}))?\\), \\}\\s*");
  private static final int CHUNK = 1 << 16;

  private NpyFile() {}

  /**
   * A matrix in one piece.
   *
   * @param columns D
   * @param values row-major [n, D]
   */
  public record Matrix(int columns, float[] values) {}

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
   * @throws UserError if the file is of another form or length, cut short, or not what its checksum
   *     says
   */
  public static float[] read(FileSystem files, Path file, int length) throws IOException {
    try (DataInputStream in = open(files, file)) {
      String header = header(in, file);
      Matcher shape = HEADER.matcher(header);
      if (!shape.matches() || shape.group(2) != null || Long.parseLong(shape.group(1)) != length) {
        throw new UserError(
            "%s holds %s: expected a vector of %,d float32.", file, header.strip(), length);
      }
      // Before so much memory is taken.
      if (files.getFileStatus(file).getLen() < 4L * length) {
        throw new EOFException();
      }
      return readValues(in, file, length);
    } catch (EOFException e) {
      throw new UserError("%s is cut short: expected a vector of %,d float32.", file, length);
    } catch (ChecksumException e) {
      throw damaged(file);
    }
  }

  /**
   * The values that a file of its length can have at most.
   *
   * @throws UserError if there is no such file
   */
  public static long mostValues(FileSystem files, Path file) throws IOException {
    requireThere(files, file);
    return files.getFileStatus(file).getLen() / Float.BYTES;
  }

  /**
   * Reads a matrix.
   *
   * @throws UserError if the file is of another form, is empty or not as long as its header says
   */
  public static Matrix readMatrix(FileSystem files, Path file) throws IOException {
    try (DataInputStream in = open(files, file)) {
      String header = header(in, file);
      Matcher shape = HEADER.matcher(header);
      if (!shape.matches() || shape.group(2) == null) {
        throw new UserError("%s holds %s: expected a matrix of float32.", file, header.strip());
      }
      long rows = Long.parseLong(shape.group(1));
      long columns = Long.parseLong(shape.group(2));
      boolean possible = rows > 0 && columns > 0 && columns <= Integer.MAX_VALUE / rows;
      // Before so much memory is taken.
      if (!possible || files.getFileStatus(file).getLen() < 4 * rows * columns) {
        throw new UserError("%s does not hold %,d x %,d float32.", file, rows, columns);
      }
      return new Matrix((int) columns, readValues(in, file, (int) (rows * columns)));
    } catch (EOFException e) {
      throw new UserError("%s is cut short.", file);
    } catch (ChecksumException e) {
      throw damaged(file);
    }
  }

  private static UserError damaged(Path file) {
    return new UserError("%s is damaged: expected what its checksum file says.", file);
  }

  private static DataInputStream open(FileSystem files, Path file) throws IOException {
    requireThere(files, file);
    return new DataInputStream(new BufferedInputStream(files.open(file)));
  }

  private static void requireThere(FileSystem files, Path file) throws IOException {
    if (!files.exists(file)) {
      throw new UserError("%s: there is no such file.", file);
    }
  }

  private static String header(DataInputStream in, Path file) throws IOException {
    if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
      throw new UserError("%s is not an NPY file, version 1.0.", file);
    }
    int length = in.readUnsignedByte() | in.readUnsignedByte() << 8;
    return new String(in.readNBytes(length), StandardCharsets.US_ASCII);
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
