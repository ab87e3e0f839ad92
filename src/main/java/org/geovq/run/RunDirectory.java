package org.geovq.run;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;

/**
 * A run's directory on any Hadoop file system: one directory a stage, written beside its place and
 * renamed into it.
 */
public final class RunDirectory {
  private final FileSystem files;
  private final Path root;

  /**
   * @param path plain or with a scheme; relative ones are below the working directory
   */
  public RunDirectory(String path, Configuration hadoop) throws IOException {
    Path given = new Path(path);
    files = given.getFileSystem(hadoop);
    root = files.makeQualified(given);
  }

  public FileSystem files() {
    return files;
  }

  public Path root() {
    return root;
  }

  /** The finished directory of a stage. */
  public Path of(String output) {
    return new Path(root, output);
  }

  /** Where a stage writes until it is done. */
  Path partial(String output) {
    Path done = of(output);
    return new Path(done.getParent(), "." + done.getName() + ".partial");
  }

  /** The manifest of a finished stage. */
  public Optional<Manifest> manifest(String output) throws IOException {
    Path file = new Path(of(output), "manifest.json");
    return files.exists(file)
        ? Optional.of(Json.read(files, file, Manifest.class))
        : Optional.empty();
  }

  /**
   * Makes the partial directory; what is there stays only if it was begun with the same
   * fingerprint.
   */
  Path begin(Stage stage, String fingerprint) throws IOException {
    Path partial = partial(stage.output());
    Path mark = new Path(partial, "fingerprint.json");
    boolean same =
        stage.resumable()
            && files.exists(mark)
            && Json.read(files, mark, String.class).equals(fingerprint);
    if (!same) {
      files.delete(partial, true);
      files.mkdirs(partial);
      Json.write(files, mark, fingerprint);
    }
    return partial;
  }

  /** Puts the partial directory in place of whatever was there. */
  void commit(Stage stage, Manifest manifest) throws IOException {
    Path partial = partial(stage.output());
    files.delete(new Path(partial, "fingerprint.json"), false);
    Json.write(files, new Path(partial, "manifest.json"), manifest);
    place(stage.output());
  }

  /**
   * Copies a stage's finished directory from another run, its manifest and so its id included.
   *
   * @return whether it was what the manifest says to the end; otherwise nothing has changed here
   */
  boolean copy(RunDirectory other, String output, Manifest manifest) throws IOException {
    Path partial = partial(output);
    files.delete(partial, true);
    FileUtil.copy(other.files, other.of(output), files, partial, false, true, files.getConf());
    if (!other.manifest(output).equals(Optional.of(manifest))) {
      files.delete(partial, true);
      return false;
    }
    place(output);
    return true;
  }

  private void place(String output) throws IOException {
    Path partial = partial(output);
    Path done = of(output);
    files.delete(done, true);
    files.mkdirs(done.getParent());
    if (!files.rename(partial, done)) {
      throw new IOException("cannot rename " + partial + " to " + done);
    }
  }
}
