package org.geovq.data;

import java.io.Serializable;

/**
 * One image of a data set.
 *
 * @param id row of the image over the whole data set, from 0
 * @param split what it is used for
 * @param label class, up to {@link #MOST_LABEL}, or -1 where the data set has none
 * @param pixels unsigned bytes, row-major {@code [height, width, channels]}; not copied
 */
public record LabelledImage(long id, Split split, int label, byte[] pixels)
    implements Serializable {
  /** Largest label of any data set: a classifier tells no more apart. */
  public static final int MOST_LABEL = (1 << 16) - 1;
}
