package org.geovq.data;

import java.io.Serializable;

/** Some images of a data set, to be read by themselves, by whichever process. */
public interface ImagePart extends Serializable {
  /** Begins to read; a part can be read any number of times. */
  ImageStream open();
}
