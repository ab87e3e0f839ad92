package org.geovq.data;

import java.io.Closeable;
import java.util.List;
import org.geovq.UserError;

/** The images and the labels of one half of MNIST, read side by side. */
final class IdxPair implements Closeable {
  private final IdxFile images;
  private final IdxFile labels;
  private final byte[] label = new byte[1];

  /**
   * @param half {@code train} or {@code t10k}
   */
  IdxPair(FileOpener files, String half) {
    images = IdxFile.open(files, half + "-images-idx3-ubyte", 3);
    try {
      labels = IdxFile.open(files, half + "-labels-idx1-ubyte", 1);
    } catch (RuntimeException e) {
      images.close();
      throw e;
    }
    if (images.count() != labels.count()) {
      close();
      throw new UserError(
          "%s holds %d labels, but %s holds %d images: one label per image was expected",
          labels.path(), labels.count(), images.path(), images.count());
    }
  }

  int count() {
    return images.count();
  }

  ImageShape shape() {
    return new ImageShape(images.dimension(1), images.dimension(2), 1);
  }

  void requireSameShape(IdxPair other) {
    if (!shape().equals(other.shape())) {
      throw new UserError(
          "%s holds images of %d x %d pixels, but %s of %d x %d: one size was expected",
          images.path(),
          shape().height(),
          shape().width(),
          other.images.path(),
          other.shape().height(),
          other.shape().width());
    }
  }

  /** The two files. */
  List<StoredFile> files() {
    return List.of(images.stored(), labels.stored());
  }

  /** Passes over images. */
  void skip(long records) {
    images.skip(records);
    labels.skip(records);
  }

  /** Whether all images have been read. */
  boolean atEnd() {
    return images.atEnd();
  }

  /** Reads the next image into an array of its size and returns its label, 0 to 255. */
  int read(byte[] pixels) {
    images.read(pixels);
    labels.read(label);
    return label[0] & 0xff;
  }

  @Override
  public void close() {
    try {
      images.close();
    } finally {
      labels.close();
    }
  }
}
