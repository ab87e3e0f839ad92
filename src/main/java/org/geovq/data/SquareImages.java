package org.geovq.data;

import java.io.Closeable;

/** Decodes files and applies a {@link Preparation}; not for several threads at once. */
final class SquareImages implements Closeable {
  private final Preparation preparation;
  private final ImageDecoder decoder = new ImageDecoder();

  /** For the size that came last. */
  private BilinearResize resize;

  SquareImages(Preparation preparation) {
    this.preparation = preparation;
  }

  /**
   * The image as bytes of the preparation's shape.
   *
   * @param path as a user should read it
   * @throws org.geovq.UserError where it is not read, or is smaller than what is to be cut out of
   *     it
   */
  byte[] of(String path, byte[] file) {
    Bitmap square =
        decoder.decode(path, file, (height, width) -> preparation.square(path, height, width));
    if (resize == null || resize.from() != square.height()) {
      resize = new BilinearResize(square.height(), preparation.size());
    }
    return resize.apply(preparation.coloured(square), preparation.channels());
  }

  @Override
  public void close() {
    decoder.close();
  }
}
