package org.geovq.data;

import java.util.List;

/** A data set that is read in parts, each by itself. */
public interface ImageSource {
  /** Size of every image. */
  ImageShape shape();

  /** Number of images in a split. */
  long count(Split split);

  /** Number of images. */
  default long count() {
    long sum = 0;
    for (Split split : Split.values()) {
      sum += count(split);
    }
    return sum;
  }

  /** Whether every image has a label. */
  default boolean labelled() {
    return true;
  }

  /** Names of the classes, whose places are the labels; none where they have no names. */
  default List<String> classes() {
    return List.of();
  }

  /**
   * Cuts the data set into parts of about equal size. Together they hold every id 0 .. n-1 once;
   * which ids stand together is free.
   *
   * @param wanted how many parts, at least 1; there are fewer where there are fewer images
   */
  List<? extends ImagePart> parts(int wanted);

  /** The files that it is read from, maybe none. */
  default List<StoredFile> files() {
    return List.of();
  }

  /** What was left out of the data set, or is missing in it, and its user should know. */
  default List<Remark> remarks() {
    return List.of();
  }
}
