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
import org.apache.hadoop.fs.FileStatus;
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

  /** As it was given, which is how messages name it. */
  private final String folder;

  /** Whole, as executors have other working directories. */
  private final String root;

  private final SerializableConfiguration hadoop;
  private transient FileSystem files;

  HadoopOpener(String folder, Configuration hadoop) {
    this.folder = folder;
    this.hadoop = new SerializableConfiguration(hadoop);
    this.root = files().makeQualified(new Path(folder)).toString();
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
    return new Path(root, name);
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
    Path top = new Path(root);
    if (within.isEmpty()) {
      requireFolder(top);
    }
    List<FileStatus> found = new ArrayList<>();
    try {
      addFiles(within.isEmpty() ? top : new Path(top, within), found);
    } catch (FileNotFoundException e) {
      return List.of();
    }
    String prefix = top.toUri().getPath();
    int cut = prefix.endsWith("/") ? prefix.length() : prefix.length() + 1;
    return found.stream()
        .map(f -> new StoredFile(f.getPath().toUri().getPath().substring(cut), f.getLen()))
        .sorted(Comparator.comparing(StoredFile::name))
        .toList();
  }

  private void requireFolder(Path top) throws IOException {
    boolean isFolder;
    try {
      isFolder = files().getFileStatus(top).isDirectory();
    } catch (FileNotFoundException e) {
      throw new UserError("data.dir = %s: there is no such folder.", folder);
    }
    if (!isFolder) {
      throw new UserError("data.dir = %s is a file: expected the folder that it lies in.", folder);
    }
  }

  private void addFiles(Path start, List<FileStatus> found) throws IOException {
    if (files() instanceof ChecksumFileSystem) {
      addLocalFiles(start, found);
      return;
    }
    RemoteIterator<LocatedFileStatus> files = files().listFiles(start, true);
    while (files.hasNext()) {
      found.add(files.next());
    }
  }

  /** A located status of a local file costs a process that asks for its rights. */
  private void addLocalFiles(Path start, List<FileStatus> found) throws IOException {
    for (FileStatus file : files().listStatus(start)) {
      if (file.isDirectory()) {
        addLocalFiles(file.getPath(), found);
      } else {
        found.add(file);
      }
    }
  }
}
