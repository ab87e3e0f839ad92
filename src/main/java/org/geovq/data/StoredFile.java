package org.geovq.data;

import java.io.Serializable;

/**
 * A file of a data set.
 *
 * @param name relative to the directory, parted by slashes
 * @param bytes its size
 */
public record StoredFile(String name, long bytes) implements Serializable {}
