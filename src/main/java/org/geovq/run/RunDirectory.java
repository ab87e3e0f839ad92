package org.geovq.run;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.geovq.UserError;

/**
 * A run's directory on any Hadoop file system: one directory a stage, written beside its place and
 * renamed into it.
 */
public final class RunDirectory {
  private static final String MANIFEST = "manifest.json";
  private final FileSystem files;
  private final Path root;
  private RunLock lock;

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

  /**
   * Keeps other runs off until it is closed.
   *
   * @param application Spark's id of it
   * @throws UserError if another run has it
   */
  public RunLock lock(String application) throws IOException {
    files.mkdirs(root);
    lock = RunLock.hold(files, root, application);
    return lock;
  }

  private void requireLock() {
    if (lock != null) {
      lock.require();
    }
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
    Path file = new Path(of(output), MANIFEST);
    return files.exists(file)
        ? Optional.of(Json.read(files, file, Manifest.class))
        : Optional.empty();
  }

  /**
   * Name of the finished stage that a file is of; none if it is of none.
   *
   * @param file with its scheme
   */
  Optional<String> stageOf(Path file) throws IOException {
    Path path = file;
    for (; path.toString().startsWith(root + "/"); path = path.getParent()) {
      if (files.exists(new Path(path, MANIFEST))) {
        return Optional.of(Json.read(files, new Path(path, MANIFEST), Manifest.class).stage());
      }
    }
    return Optional.empty();
  }

  /**
   * Makes the partial directory; what is there stays only if it was begun with the same
   * fingerprint.
   */
  Path begin(Stage stage, String fingerprint) throws IOException {
    requireLock();
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
    requireLock();
    Path partial = partial(stage.output());
    files.delete(new Path(partial, "fingerprint.json"), false);
    Json.write(files, new Path(partial, MANIFEST), manifest);
    Path done = of(stage.output());
    files.delete(done, true);
    files.mkdirs(done.getParent());
    if (!files.rename(partial, done)) {
      throw new IOException("cannot rename " + partial + " to " + done);
    }
  }
}
