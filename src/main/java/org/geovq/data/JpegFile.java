package org.geovq.data;

import java.io.ByteArrayOutputStream;

/**
 * Walks over the segments of a JPEG file before it is decoded. Refuses what is cut off or not read,
 * and keeps only what decides about pixels: profiles, thumbnails and text stay out of the decoder.
 * Format: ITU-T T.81, annex B.
 */
final class JpegFile {
  /** A progressive image has about ten; each of thousands would cost a pass over all pixels. */
  private static final int MAX_SCANS = 100;

  private static final int START = 0xd8;
  private static final int END = 0xd9;
  private static final int SCAN = 0xda;
  private static final int APP0 = 0xe0;
  private static final int APP14 = 0xee;
  private static final int APP15 = 0xef;
  private static final int COMMENT = 0xfe;

  /** Says that three channels are luma and chroma, as everybody but the JDK takes it to be. */
  private static final byte[] JFIF = {
    (byte) 0xff, (byte) APP0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
  };

  private final byte[] file;
  private final ByteArrayOutputStream kept;
  private int position = 2;
  private int scans;
  private boolean frame;
  private boolean colourStated;
  private boolean named;

  JpegFile(byte[] file) {
    this.file = file;
    this.kept = new ByteArrayOutputStream(file.length + JFIF.length);
  }

  static boolean is(byte[] file) {
    return file.length >= 3 && u8(file, 0) == 0xff && u8(file, 1) == START && u8(file, 2) == 0xff;
  }

  /** The file for the decoder. */
  byte[] stream() throws UnreadableImage {
    for (int marker = marker(); marker != END; marker = marker()) {
      segment(marker);
    }
    if (!frame || scans == 0) {
      throw new UnreadableImage("the image is damaged (it ends before any pixel)");
    }
    ByteArrayOutputStream stream = new ByteArrayOutputStream(kept.size() + JFIF.length + 4);
    stream.write(0xff);
    stream.write(START);
    if (!colourStated && !named) {
      stream.writeBytes(JFIF);
    }
    stream.writeBytes(kept.toByteArray());
    stream.write(0xff);
    stream.write(END);
    return stream.toByteArray();
  }

  /** The next marker, at which position is left. */
  private int marker() throws UnreadableImage {
    while (position + 1 < file.length) {
      int code = u8(file, position + 1);
      if (u8(file, position) == 0xff && code != 0 && code != 0xff) {
        return code;
      }
      position++;
    }
    throw cutOff();
  }

  private void segment(int marker) throws UnreadableImage {
    if (standsAlone(marker)) {
      position += 2;
      return;
    }
    if (position + 4 > file.length) {
      throw cutOff();
    }
    int length = u16(position + 2);
    int end = position + 2 + length;
    if (length < 2) {
      throw new UnreadableImage("the image is damaged (a segment of %d bytes)", length);
    }
    if (end > file.length) {
      throw cutOff();
    }
    if (marker == SCAN) {
      scan(end);
      return;
    }
    if (isFrame(marker)) {
      frame(marker, length);
    }
    if (isKept(marker, length)) {
      kept.write(file, position, end - position);
    }
    position = end;
  }

  private static boolean standsAlone(int marker) {
    return marker == 1 || (marker >= 0xd0 && marker <= START);
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  /** Of what applications add only what states the colours. */
  private boolean isKept(int marker, int length) {
    boolean jfif = marker == APP0 && length >= 16 && starts("JFIF");
    boolean adobe = marker == APP14 && length >= 14 && starts("Adobe");
    colourStated |= jfif || adobe;
    return jfif || adobe || !(marker == COMMENT || (marker >= APP0 && marker <= APP15));
  }

  private boolean starts(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (u8(file, position + 4 + i) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void frame(int marker, int length) throws UnreadableImage {
    if (marker > 0xc2) {
      throw new UnreadableImage(
          "a JPEG of kind SOF%d is not read: expected a baseline or progressive one",
          marker - 0xc0);
    }
    if (frame || length < 8) {
      throw new UnreadableImage("the image is damaged (its header)");
    }
    frame = true;
    int bits = u8(file, position + 4);
    if (bits != 8) {
      throw new UnreadableImage("a JPEG of %d bits a sample is not read: expected 8", bits);
    }
    ImageDecoder.requireSize(u16(position + 5), u16(position + 7));
    int components = u8(file, position + 9);
    if (components != 1 && components != 3) {
      throw new UnreadableImage(
          "a JPEG of %d colour components%s is not read: expected grey or red, green and blue",
          components, components == 4 ? " (CMYK)" : "");
    }
    if (length != 8 + 3 * components) {
      throw new UnreadableImage("the image is damaged (its header)");
    }
    named = components == 3 && u8(file, position + 10) == 'R' && u8(file, position + 13) == 'G';
  }

  /** A scan's header and all that follows up to the next marker that is no restart. */
  private void scan(int end) throws UnreadableImage {
    if (++scans > MAX_SCANS) {
      throw new UnreadableImage("the image has more than %d scans", MAX_SCANS);
    }
    int start = position;
    position = end;
    for (int marker = marker(); marker >= 0xd0 && marker < START; marker = marker()) {
      position += 2;
    }
    kept.write(file, start, position - start);
  }

  private static UnreadableImage cutOff() {
    return new UnreadableImage("the image is cut off (it has no end marker)");
  }

  private static int u8(byte[] bytes, int at) {
    return bytes[at] & 0xff;
  }

  private int u16(int at) {
    return u8(file, at) << 8 | u8(file, at + 1);
  }
}
