package org.geovq.report;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A local folder: each file is written beside its place and renamed into it.
 *
 * @param folder made where it is missing
 */
public record FolderSink(Path folder) implements ReportSink {

  @Override
  public OutputStream create(String name) throws IOException {
    Path file = folder.resolve(name);
    Path beside = file.resolveSibling("." + file.getFileName() + ".partial");
    Files.createDirectories(file.toAbsolutePath().getParent());
    return new FilterOutputStream(Files.newOutputStream(beside)) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
      }

      @Override
      public void close() throws IOException {
        super.close();
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
      }
    };
  }
}
