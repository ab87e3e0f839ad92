package org.geovq.report;

import java.io.IOException;
import java.io.OutputStream;

/** Where a report goes: a directory on any file system. */
@FunctionalInterface
public interface ReportSink {
  /**
   * Opens a file for writing; the report closes it.
   *
   * @param name a path relative to the report, with forward slashes: {@code figures/usage.png}
   * @throws IOException if it cannot be created
   */
  OutputStream create(String name) throws IOException;
}
