package org.geovq.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The block before each file of a tar archive, in the form that POSIX.1-1988 (ustar) gave it. What
 * later forms put before a file, such as a long name, looks like a file of another type and is
 * passed over, so that nothing in an archive is ever held in memory.
 *
 * @param name of the file, with its folders
 * @param bytes of its content, which is filled up to whole blocks
 * @param regular whether it is a plain file
 */
record TarHeader(String name, long bytes, boolean regular) {
  static final int BLOCK = 512;
  private static final int SIZE = 124;
  private static final int CHECKSUM = 148;
  private static final int TYPE = 156;
  private static final int MAGIC = 257;
  private static final int PREFIX = 345;

  /**
   * Reads the next header.
   *
   * @return null at the end of the archive
   */
  static TarHeader read(InputStream in) throws IOException {
    byte[] block = in.readNBytes(BLOCK);
    if (block.length > 0 && block.length < BLOCK) {
      throw new EOFException("a header is cut off");
    }
    if (block.length == 0 || block[0] == 0) {
      return null;
    }
    if (number(block, CHECKSUM, 8) != checksum(block)) {
      throw new IOException("a header does not have its checksum");
    }
    String prefix = text(block, MAGIC, 5).equals("ustar") ? text(block, PREFIX, 155) : "";
    String name = text(block, 0, 100);
    boolean regular = block[TYPE] == '0' || block[TYPE] == 0;
    return new TarHeader(
        prefix.isEmpty() ? name : prefix + "/" + name, number(block, SIZE, 12), regular);
  }

  /** Bytes up to the next header. */
  long blocks() {
    return (bytes + BLOCK - 1) / BLOCK * BLOCK;
  }

  /** The field itself counts as blanks. */
  private static long checksum(byte[] block) {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= CHECKSUM && i < CHECKSUM + 8 ? ' ' : block[i] & 0xff;
    }
    return sum;
  }

  /** Octal digits, of which there are too few for any overflow. */
  private static long number(byte[] block, int from, int length) throws IOException {
    String digits = text(block, from, length).strip();
    if (!digits.matches("[0-7]+")) {
      throw new IOException("a header holds no number where one is expected");
    }
    return Long.parseLong(digits, 8);
  }

  private static String text(byte[] block, int from, int length) {
    int end = from;
    while (end < from + length && block[end] != 0) {
      end++;
    }
    return new String(block, from, end - from, StandardCharsets.UTF_8);
  }
}
