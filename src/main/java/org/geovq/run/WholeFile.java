package org.geovq.run;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Files that are whole or not there: written beside their place and renamed into it. */
public final class WholeFile {
  private WholeFile() {}

  /** What writes a file. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes it.
     *
     * @param beside where to
     */
    void write(Path beside) throws IOException;
  }

  /**
   * Writes a file in place of what was there.
   *
   * @throws IOException if that fails; what was there is then there still, or nothing
   */
  public static void write(FileSystem files, Path file, Content content) throws IOException {
    Path beside = new Path(file.getParent(), "." + file.getName() + ".partial");
    content.write(beside);
    files.delete(file, false);
    if (!files.rename(beside, file)) {
      throw new IOException("cannot rename " + beside + " to " + file);
    }
  }

  /** Writes bytes likewise. */
  public static void write(FileSystem files, Path file, byte[] content) throws IOException {
    write(
        files,
        file,
        beside -> {
          try (OutputStream out = files.create(beside, true)) {
            out.write(content);
          }
        });
  }
}
