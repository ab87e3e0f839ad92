package org.geovq.stage;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.geovq.data.FileOpener;

/** A folder of a data set on any Hadoop file system. */
final class HadoopOpener implements FileOpener {
  private final Path folder;
  private final FileSystem files;

  HadoopOpener(String folder, Configuration hadoop) throws IOException {
    this.folder = new Path(folder);
    this.files = this.folder.getFileSystem(hadoop);
  }

  @Override
  public String directory() {
    return folder.toString();
  }

  @Override
  public OptionalLong size(String name) throws IOException {
    Path file = new Path(folder, name);
    return files.exists(file)
        ? OptionalLong.of(files.getFileStatus(file).getLen())
        : OptionalLong.empty();
  }

  @Override
  public InputStream open(String name) throws IOException {
    return files.open(new Path(folder, name));
  }
}
