package org.geovq.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.OptionalLong;

/** One directory of a data set, on whatever file system it lies; executors open it too. */
public interface FileOpener extends Serializable {
  /** The directory as a user should read it in a message. */
  String directory();

  /** Bytes in the file of that name, or empty where the directory has no such file. */
  OptionalLong size(String name) throws IOException;

  /** The file of that name, which exists. */
  default StoredFile stored(String name) {
    try {
      return new StoredFile(name, size(name).orElseThrow());
    } catch (IOException e) {
      throw new UncheckedIOException(directory() + "/" + name + " cannot be read", e);
    }
  }

  /** Opens the file of that name, which exists, at its first byte; unbuffered is fine. */
  default InputStream open(String name) throws IOException {
    return open(name, 0);
  }

  /** Opens the file of that name, which exists, at a byte up to its end; unbuffered is fine. */
  InputStream open(String name, long from) throws IOException;

  /**
   * All files below a folder of this directory, at any depth, sorted by name.
   *
   * @param folder relative; empty: all of the directory
   * @return none where there is no such folder
   */
  List<StoredFile> list(String folder) throws IOException;
}
