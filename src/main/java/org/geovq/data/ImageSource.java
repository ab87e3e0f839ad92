package org.geovq.data;

import java.io.Closeable;
import java.util.Iterator;

/** A data set that can be read as a stream, any number of times. */
public interface ImageSource extends Closeable {
  /** Size of every image. */
  ImageShape shape();

  /** Number of images in a split. */
  long count(Split split);

  /**
   * All images in the order of their ids 0 .. n-1, training files first; validation images stand
   * among the training images. Nothing but the current image is held in memory.
   *
   * @throws org.geovq.UserError here or while iterating, where a file is not what it should be
   */
  Iterator<LabelledImage> images();

  /** Closes the files of all iterators that were not read to their end. */
  @Override
  default void close() {}
}
