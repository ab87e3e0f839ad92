package org.geovq.data;

import java.awt.Rectangle;
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

  /**
   * The square in the middle of an image; where it cannot be in the middle, half a pixel to the
   * even side.
   *
   * @param path as a user should read it
   * @throws UnfitImage where the image is smaller than what is to be cut out of it
   */
  Rectangle square(String path, int height, int width) {
    int side = crop > 0 ? crop : Math.min(height, width);
    if (side > height || side > width) {
      throw new UnfitImage(
          "%s has %d x %d pixels (height x width): expected at least data.image.crop = %d of each",
          path, height, width, side);
    }
    int left = (int) Math.rint((width - side) / 2.);
    int top = (int) Math.rint((height - side) / 2.);
    return new Rectangle(left, top, side, side);
  }

  /** The samples of an image in as many channels as are wanted. */
  byte[] coloured(Bitmap image) {
    if (image.channels() == channels) {
      return image.samples();
    }
    int pixels = image.height() * image.width();
    byte[] samples = new byte[pixels * channels];
    if (channels == 1) {
      toGrey(image.samples(), samples, pixels);
    } else {
      toColour(image.samples(), samples, pixels);
    }
    return samples;
  }

  /** Luma of ITU-R BT.601 in whole numbers of 1 / 2^16, as Pillow has it. */
  private static void toGrey(byte[] colour, byte[] grey, int pixels) {
    for (int i = 0; i < pixels; i++) {
      int at = 3 * i;
      int luma =
          19595 * (colour[at] & 0xff)
              + 38470 * (colour[at + 1] & 0xff)
              + 7471 * (colour[at + 2] & 0xff);
      grey[i] = (byte) ((luma + 0x8000) >> 16);
    }
  }

  private static void toColour(byte[] grey, byte[] colour, int pixels) {
    for (int i = 0; i < pixels; i++) {
      colour[3 * i] = grey[i];
      colour[3 * i + 1] = grey[i];
      colour[3 * i + 2] = grey[i];
    }
  }
}
