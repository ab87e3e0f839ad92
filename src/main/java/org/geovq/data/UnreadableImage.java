package org.geovq.data;

import java.io.IOException;

/** Why an image cannot be read, to be said with its name. */
final class UnreadableImage extends IOException {
  private static final long serialVersionUID = 1;

  UnreadableImage(String format, Object... arguments) {
    super(String.format(format, arguments));
  }
}
