package org.geovq.data;

import javax.imageio.stream.ImageInputStreamImpl;

/** Bytes in memory as ImageIO wants them, without the copy that its own classes make. */
final class ByteArrayImageInput extends ImageInputStreamImpl {
  private final byte[] bytes;

  ByteArrayImageInput(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public int read() {
    bitOffset = 0;
    return streamPos < bytes.length ? bytes[(int) streamPos++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    bitOffset = 0;
    if (length > 0 && streamPos >= bytes.length) {
      return -1;
    }
    int read = (int) Math.min(length, bytes.length - streamPos);
    System.arraycopy(bytes, (int) streamPos, target, offset, read);
    streamPos += read;
    return read;
  }

  @Override
  public long length() {
    return bytes.length;
  }
}
