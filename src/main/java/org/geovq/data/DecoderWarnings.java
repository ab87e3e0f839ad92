package org.geovq.data;

import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/** A decoder goes on where data is damaged, and only warns; half an image is of no use here. */
final class DecoderWarnings implements IIOReadWarningListener {
  private String damage;

  @Override
  public void warningOccurred(ImageReader source, String warning) {
    // Bytes between two segments harm nothing and are common.
    if (damage == null && !warning.contains("extraneous bytes")) {
      damage = warning;
    }
  }

  void throwIfDamaged() throws UnreadableImage {
    if (damage != null) {
      throw new UnreadableImage("the image is damaged (%s)", damage);
    }
  }
}
