package org.geovq.onnx;

import java.util.Optional;
import org.geovq.data.ImageShape;

/**
 * How a network takes images; lengths that the file leaves open are -1.
 *
 * @param name of the input
 * @param planar whether channels come before rows and columns
 * @param batch images that it takes at once
 * @param channels 1 (grey) or 3 (red, green, blue)
 */
record ImageInput(String name, boolean planar, int batch, int channels, int height, int width) {
  /** For what can be checked whatever images there will be. */
  static final ImageShape ANY = new ImageShape(32, 32, 3);

  private static final int MOST_IMAGES = 4096;

  /**
   * Empty where the input is no batch of grey or colour images in float32, or they are beyond all
   * bounds.
   */
  static Optional<ImageInput> of(Port port) {
    long[] s = port.shape();
    if (s.length != 4 || !port.floats()) {
      return Optional.empty();
    }
    if (s[1] == 1 || s[1] == 3) {
      return of(port.name(), true, s[0], s[1], s[2], s[3]);
    }
    return s[3] == 1 || s[3] == 3
        ? of(port.name(), false, s[0], s[3], s[1], s[2])
        : Optional.empty();
  }

  private static Optional<ImageInput> of(
      String name, boolean planar, long batch, long channels, long height, long width) {
    return batch > MOST_IMAGES || Math.max(height, width) > ImageShape.MAX_SIDE
        ? Optional.empty()
        : Optional.of(
            new ImageInput(name, planar, (int) batch, (int) channels, (int) height, (int) width));
  }

  /**
   * Shape of the images that go in once they are prepared; empty where neither the file nor the
   * preparation says it.
   */
  Optional<ImageShape> images(Preparation how) {
    int rows = how.size() > 0 ? how.size() : height;
    int columns = how.size() > 0 ? how.size() : width;
    return rows > 0 && columns > 0
        ? Optional.of(new ImageShape(rows, columns, channels))
        : Optional.empty();
  }

  /** The same under another name. */
  ImageInput named(String other) {
    return new ImageInput(other, planar, batch, channels, height, width);
  }

  /** The shape of so many images of a size. */
  long[] shape(int images, int rows, int columns) {
    return planar
        ? new long[] {images, channels, rows, columns}
        : new long[] {images, rows, columns, channels};
  }
}
