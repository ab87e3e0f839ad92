package org.geovq.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.geovq.UserError;

/** A text file of a data set, line by line; ends of lines may be LF or CRLF. */
record TextLines(FileOpener files, String name) {
  private static final long MAX_BYTES = 1L << 30;

  /** What is done with a line that is not blank; the first line of the file has the number 1. */
  interface Use {
    void line(int number, String[] words);
  }

  String path() {
    return files.directory() + "/" + name;
  }

  /** Whether there is such a file. */
  boolean exists() {
    try {
      return files.size(name).isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(path() + " cannot be read", e);
    }
  }

  /**
   * Goes through the file.
   *
   * @throws UserError where it is too large for what it should be
   */
  void forEach(Use use) {
    try {
      OptionalLong bytes = files.size(name);
      if (bytes.orElse(0) > MAX_BYTES) {
        throw new UserError(
            "%s has %d bytes: expected at most %d", path(), bytes.getAsLong(), MAX_BYTES);
      }
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(files.open(name), StandardCharsets.UTF_8))) {
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          number++;
          if (!line.isBlank()) {
            use.line(number, line.strip().split("\\s+"));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(path() + " cannot be read", e);
    }
  }

  /** A sentence about a line. */
  UserError wrong(int line, String format, Object... arguments) {
    return new UserError("%s, line %d: %s", path(), line, String.format(format, arguments));
  }
}
