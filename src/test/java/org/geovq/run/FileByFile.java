package org.geovq.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A file system that does with directories what S3A does: it renames them by copying each file and
 * then removing it, removes them file by file, and shows a file when it is closed. The process can
 * be made to die before any of these steps.
 */
public final class FileByFile extends RawLocalFileSystem {
  private static final String SCHEME = "filebyfile";
  private long steps = Long.MAX_VALUE;

  /** One below a folder. */
  public static FileByFile open() throws IOException {
    FileByFile files = new FileByFile();
    files.initialize(URI.create(SCHEME + ":///"), configuration());
    return files;
  }

  private static Configuration configuration() {
    return new Configuration(false);
  }

  /** Lets so many steps pass; then every one fails. */
  public void dieAfter(int steps) {
    this.steps = steps;
  }

  /** Lets all steps pass. */
  public void revive() {
    steps = Long.MAX_VALUE;
  }

  private void step() throws IOException {
    if (steps == 0) {
      throw new IOException("the process died");
    }
    steps--;
  }

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    if (getFileStatus(from).isDirectory()) {
      for (FileStatus child : listStatus(from)) {
        rename(child.getPath(), new Path(to, child.getPath().getName()));
      }
      return super.delete(from, true);
    }
    step();
    try (OutputStream out = super.create(to, true, 4096, (short) 1, 1 << 20, null)) {
      out.write(open(from).readAllBytes());
    }
    return delete(from, false);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    if (!exists(path)) {
      return false;
    }
    if (getFileStatus(path).isDirectory()) {
      for (FileStatus child : listStatus(path)) {
        delete(child.getPath(), true);
      }
    } else {
      step();
    }
    return super.delete(path, true);
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int buffer,
      short replication,
      long block,
      Progressable progress)
      throws IOException {
    return new FSDataOutputStream(
        new ByteArrayOutputStream() {
          @Override
          public void close() throws IOException {
            step();
            try (OutputStream out =
                FileByFile.super.create(file, overwrite, buffer, replication, block, progress)) {
              writeTo(out);
            }
          }
        },
        null);
  }
}
