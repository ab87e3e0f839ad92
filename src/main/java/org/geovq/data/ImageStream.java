package org.geovq.data;

import java.io.Closeable;
import java.util.Iterator;

/**
 * Images of a data set in turn; nothing but the current one is held in memory.
 *
 * <p>{@link #next} throws {@link org.geovq.UserError} where a file is not what it should be. After
 * an {@link UnfitImage} it can be called again, for the image behind.
 */
public interface ImageStream extends Iterator<LabelledImage>, Closeable {
  /**
   * Name of the file that the image is of which {@link #next} returned last, relative to the data
   * set's folder or archive; null where a file holds many.
   */
  default String file() {
    return null;
  }

  /** Closes the files that are open. A stream that was read to its end has none. */
  @Override
  void close();
}
