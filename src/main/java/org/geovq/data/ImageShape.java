package org.geovq.data;

import java.io.Serializable;

/**
 * Size of every image of a data set.
 *
 * @param height rows, 1 to {@value #MAX_SIDE}
 * @param width columns, 1 to {@value #MAX_SIDE}
 * @param channels 1 (grey) or 3 (red, green, blue)
 */
public record ImageShape(int height, int width, int channels) implements Serializable {
  /** Largest height and largest width. */
  public static final int MAX_SIDE = 4096;

  /**
   * @throws IllegalArgumentException where a side or the number of channels is out of range
   */
  public ImageShape {
    if (!isSide(height) || !isSide(width) || (channels != 1 && channels != 3)) {
      throw new IllegalArgumentException(
          "image of " + height + " x " + width + " x " + channels + " [height, width, channels]");
    }
  }

  /** Whether an image may be that high or that wide. */
  static boolean isSide(int side) {
    return side >= 1 && side <= MAX_SIDE;
  }

  /** Numbers per image: height x width x channels. */
  public int pixels() {
    return height * width * channels;
  }
}
