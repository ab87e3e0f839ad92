package org.geovq.data;

import java.io.Serializable;

/**
 * An image that is yet to be read.
 *
 * @param label class, or -1
 */
record EncodedImage(EncodedFile file, long id, Split split, int label) implements Serializable {}
