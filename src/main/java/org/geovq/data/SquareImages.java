package org.geovq.data;

import org.geovq.UserError;

/** Applies a {@link Preparation}; keeps the weights of the last size that came. */
final class SquareImages {
  private final Preparation preparation;
  private BilinearResize resize;

  SquareImages(Preparation preparation) {
    this.preparation = preparation;
  }

  /**
   * The image as bytes of the preparation's shape.
   *
   * @param path as a user should read it
   * @throws UserError where it is smaller than what is to be cut out of it
   */
  byte[] of(String path, Bitmap image) {
    int side = preparation.cropOf(image.height(), image.width());
    if (side > image.height() || side > image.width()) {
      throw new UserError(
          "%s has %d x %d pixels (height x width): expected at least data.image.crop = %d of each",
          path, image.height(), image.width(), side);
    }
    if (resize == null || resize.from() != side) {
      resize = new BilinearResize(side, preparation.size());
    }
    return resize.apply(preparation.square(image, side), preparation.channels());
  }
}
