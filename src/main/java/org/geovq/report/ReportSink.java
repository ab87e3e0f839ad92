package org.geovq.report;

import java.io.IOException;

/** Where a report goes: a directory on any file system. */
@FunctionalInterface
public interface ReportSink {
  /**
   * Writes a file.
   *
   * @param name a path relative to the report, with forward slashes: {@code figures/usage.png}
   * @throws IOException if it cannot be written
   */
  void write(String name, byte[] content) throws IOException;
}
