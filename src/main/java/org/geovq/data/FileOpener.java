package org.geovq.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/** One directory of a data set, on whatever file system it lies. */
public interface FileOpener {
  /** The directory as a user should read it in a message. */
  String directory();

  /** Bytes in the file of that name, or empty where the directory has no such file. */
  OptionalLong size(String name) throws IOException;

  /** Opens the file of that name, which exists, at its first byte; unbuffered is fine. */
  InputStream open(String name) throws IOException;
}
