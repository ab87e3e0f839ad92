package org.geovq.stage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.util.SerializableConfiguration;
import org.geovq.UserError;
import org.geovq.data.FileOpener;
import org.geovq.data.StoredFile;
import org.geovq.run.StorageFaults;

/** A folder of a data set on any Hadoop file system. */
final class HadoopOpener implements FileOpener {
  private static final long serialVersionUID = 1;

  private final String folder;
  private final SerializableConfiguration hadoop;
  private transient FileSystem files;

  HadoopOpener(String folder, Configuration hadoop) {
    this.folder = folder;
    this.hadoop = new SerializableConfiguration(hadoop);
  }

  private FileSystem files() {
    if (files == null) {
      files = StorageFaults.fileSystem("data.dir", folder, hadoop.value());
    }
    return files;
  }

  @Override
  public String directory() {
    return new Path(folder).toString();
  }

  private Path path(String name) {
    // A name that begins so is a scheme to Hadoop; beside each file of a local disk it looks for a
    // checksum's, whose name then begins so.
    boolean begins = name.contains(":") && name.indexOf(':') < (name + "/").indexOf('/');
    if (begins || (name.contains(":") && files() instanceof ChecksumFileSystem)) {
      throw new UserError(
          "%s/%s: there is a colon in its name, which Hadoop does not open here: expected another name.",
          folder, name);
    }
    return new Path(folder, name);
  }

  @Override
  public OptionalLong size(String name) throws IOException {
    try {
      var status = files().getFileStatus(path(name));
      return status.isFile() ? OptionalLong.of(status.getLen()) : OptionalLong.empty();
    } catch (FileNotFoundException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public InputStream open(String name, long from) throws IOException {
    FSDataInputStream in = files().open(path(name));
    try {
      in.seek(from);
      return in;
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  @Override
  public List<StoredFile> list(String within) throws IOException {
    Path root = new Path(folder);
    Path start = within.isEmpty() ? root : new Path(root, within);
    String prefix = files().makeQualified(root).toUri().getPath();
    int cut = prefix.endsWith("/") ? prefix.length() : prefix.length() + 1;
    List<StoredFile> list = new ArrayList<>();
    try {
      RemoteIterator<LocatedFileStatus> found = files().listFiles(start, true);
      while (found.hasNext()) {
        LocatedFileStatus file = found.next();
        list.add(new StoredFile(file.getPath().toUri().getPath().substring(cut), file.getLen()));
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    list.sort(Comparator.comparing(StoredFile::name));
    return list;
  }
}
