package org.geovq.data;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Walks over the chunks of a PNG file before it is decoded. Refuses what is cut off or fails its
 * checksum, and keeps only what decides about pixels: texts and profiles stay out of the decoder.
 * Format: W3C, Portable Network Graphics, section 5.
 */
final class PngFile {
  private static final long SIGNATURE = 0x89504e470d0a1a0aL;
  private static final int HEADER_BYTES = 13;
  private static final int IHDR = 0x49484452;
  private static final int PLTE = 0x504c5445;
  private static final int TRNS = 0x74524e53;
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454e44;
  private static final Set<Integer> KEPT = Set.of(IHDR, PLTE, TRNS, IDAT, IEND);

  /** Length, type and checksum. */
  private static final int FRAME = 12;

  private final ByteBuffer file;
  private final ByteArrayOutputStream kept;

  PngFile(byte[] file) {
    this.file = ByteBuffer.wrap(file);
    this.kept = new ByteArrayOutputStream(file.length);
  }

  static boolean is(byte[] file) {
    return file.length >= Long.BYTES && ByteBuffer.wrap(file).getLong() == SIGNATURE;
  }

  /** The file for the decoder. */
  byte[] stream() throws UnreadableImage {
    kept.write(file.array(), 0, Long.BYTES);
    file.position(Long.BYTES);
    int type = chunk();
    if (type != IHDR) {
      throw new UnreadableImage("the image is damaged (its header is not first)");
    }
    while (type != IEND) {
      type = chunk();
    }
    return kept.toByteArray();
  }

  private int chunk() throws UnreadableImage {
    int start = file.position();
    if (file.remaining() < FRAME) {
      throw cutOff();
    }
    int length = file.getInt();
    int type = file.getInt();
    if (length < 0 || length > file.remaining() - Integer.BYTES) {
      throw cutOff();
    }
    if (type == IHDR) {
      header(start, length);
    }
    file.position(start + 8 + length);
    checkSum(start + 4, length + 4, file.getInt());
    if (KEPT.contains(type)) {
      kept.write(file.array(), start, length + FRAME);
    }
    return type;
  }

  private void header(int start, int length) throws UnreadableImage {
    if (length != HEADER_BYTES || start != Long.BYTES) {
      throw new UnreadableImage("the image is damaged (its header)");
    }
    long width = Integer.toUnsignedLong(file.getInt());
    long height = Integer.toUnsignedLong(file.getInt());
    ImageDecoder.requireSize(height, width);
  }

  private void checkSum(int from, int length, int expected) throws UnreadableImage {
    CRC32 crc = new CRC32();
    crc.update(file.array(), from, length);
    if ((int) crc.getValue() != expected) {
      throw new UnreadableImage("the image is damaged (a checksum)");
    }
  }

  private static UnreadableImage cutOff() {
    return new UnreadableImage("the image is cut off (it has no end chunk)");
  }
}
