package org.geovq.report;

import java.io.IOException;
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
  public void write(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Path beside = file.resolveSibling("." + file.getFileName() + ".partial");
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(beside, content);
    Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
