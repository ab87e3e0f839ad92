package org.geovq.data;

import java.io.Serializable;

/**
 * What is done to a decoded image: a square is cut out of its middle, made grey or coloured and
 * resized.
 *
 * @param crop side of the square in pixels, 1 to {@value ImageShape#MAX_SIDE}; 0: the largest there
 *     is
 * @param size side of the result in pixels, 1 to {@value ImageShape#MAX_SIDE}
 * @param channels 1 (grey) or 3 (red, green, blue)
 */
public record Preparation(int crop, int size, int channels) implements Serializable {
  /** Shape of every result. */
  ImageShape shape() {
    return new ImageShape(size, size, channels);
  }

  /** The side that is cut out of an image. */
  int cropOf(int height, int width) {
    return crop > 0 ? crop : Math.min(height, width);
  }

  /** The square in the middle; where it cannot be in the middle, half a pixel to the even side. */
  byte[] square(Bitmap image, int side) {
    int top = (int) Math.rint((image.height() - side) / 2.);
    int left = (int) Math.rint((image.width() - side) / 2.);
    byte[] square = new byte[side * side * channels];
    for (int row = 0; row < side; row++) {
      int start = ((top + row) * image.width() + left) * image.channels();
      int target = row * side * channels;
      if (image.channels() == channels) {
        System.arraycopy(image.samples(), start, square, target, side * channels);
      } else if (channels == 1) {
        toGrey(image.samples(), start, square, target, side);
      } else {
        toColour(image.samples(), start, square, target, side);
      }
    }
    return square;
  }

  /** Luma of ITU-R BT.601 in whole numbers of 1 / 2^16, as Pillow has it. */
  private static void toGrey(byte[] colour, int from, byte[] grey, int to, int pixels) {
    for (int i = 0; i < pixels; i++) {
      int at = from + 3 * i;
      int luma =
          19595 * (colour[at] & 0xff)
              + 38470 * (colour[at + 1] & 0xff)
              + 7471 * (colour[at + 2] & 0xff);
      grey[to + i] = (byte) ((luma + 0x8000) >> 16);
    }
  }

  private static void toColour(byte[] grey, int from, byte[] colour, int to, int pixels) {
    for (int i = 0; i < pixels; i++) {
      colour[to + 3 * i] = grey[from + i];
      colour[to + 3 * i + 1] = grey[from + i];
      colour[to + 3 * i + 2] = grey[from + i];
    }
  }
}
