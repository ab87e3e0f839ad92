package org.geovq.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** A data set that can be read from any id on. */
public interface RangedSource extends ImageSource, Serializable {
  /** Images with ids from (included) to (excluded), in order. */
  ImageStream images(long from, long to);

  /** All images in the order of their ids. */
  default ImageStream images() {
    return images(0, count());
  }

  @Override
  default List<ImagePart> parts(int wanted) {
    List<ImagePart> parts = new ArrayList<>();
    for (Cut.Range range : Cut.evenly(count(), wanted)) {
      parts.add(new Part(this, range));
    }
    return parts;
  }

  /**
   * A range of ids.
   *
   * @param source that it belongs to
   */
  record Part(RangedSource source, Cut.Range range) implements ImagePart {
    @Override
    public ImageStream open() {
      return source.images(range.from(), range.to());
    }
  }
}
