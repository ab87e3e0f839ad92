package org.geovq.run;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.geovq.UserError;
import org.geovq.config.Keys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run's directory on any Hadoop file system: one directory a stage, written beside its place and
 * moved into it, its manifest last.
 *
 * <p>The manifest alone says that a stage is done, and no file system shows a file half: where a
 * directory is renamed in one step (file, HDFS) that costs nothing; where it is copied file by file
 * (S3) a process that dies meanwhile leaves a directory without a manifest, which nobody reads and
 * the next run replaces.
 */
public final class RunDirectory {
  /** Says of a partial directory with what settings it was begun; as old as the attempt. */
  private static final String MARK = "begun.json";

  /** Below a stage's output, what only a restart needs. */
  static final String SCRATCH = "checkpoints";

  /** Says that a directory is a run's, whose folders may be replaced. */
  private static final String OWN = ".geovq";

  /** Readers of Parquet folders pass over names that begin so. */
  private static final String MANIFEST = "_manifest.json";

  /** Parquet files of a stage's table, name to length in bytes. */
  private static final String FILES = "_files.json";

  private static final Logger LOG = LoggerFactory.getLogger(RunDirectory.class);

  private final FileSystem files;
  private final Path root;
  private RunLock lock;

  /**
   * @param path plain or with a scheme; relative ones are below the working directory
   * @throws UserError if there is no such file system
   */
  public RunDirectory(String path, Configuration hadoop) {
    this(StorageFaults.fileSystem("run.directory", path, hadoop), new Path(path));
  }

  /**
   * One that an option names.
   *
   * @param option such as --base
   * @throws UserError if there is no such file system, or a password in its name
   */
  public static RunDirectory named(String option, String path, Configuration hadoop) {
    Keys.requirePath(option, path);
    return new RunDirectory(StorageFaults.fileSystem(option, path, hadoop), new Path(path));
  }

  /**
   * On a file system that is open.
   *
   * @throws UserError if Spark would read the path, or that of the working directory before it, for
   *     a pattern
   */
  RunDirectory(FileSystem files, Path path) {
    this.files = files;
    this.root = files.makeQualified(path);
    Keys.requireNoPattern("run directory " + root, root.toUri().getPath());
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

  /**
   * Makes the directory a run's, whose stages replace what is at their places.
   *
   * @param outputs of its stages
   * @throws UserError if a folder is at one of them that no stage has made
   */
  void claim(Collection<String> outputs) throws IOException {
    requireLock();
    if (!isClaimed()) {
      requireManifests(outputs);
      Json.write(
          files,
          new Path(root, OWN),
          Map.of("about", "The folders of geovq's stages here may be replaced."));
    }
  }

  private boolean isClaimed() throws IOException {
    return files.exists(new Path(root, OWN));
  }

  /**
   * Sees to it that no folder would be replaced that is not a run's.
   *
   * @param outputs of the run's stages
   * @throws UserError naming one
   */
  public void requireClaimable(Collection<String> outputs) throws IOException {
    if (!isClaimed()) {
      requireManifests(outputs);
    }
  }

  private void requireManifests(Collection<String> outputs) throws IOException {
    for (String output : outputs) {
      if (files.exists(of(output)) && manifest(output).isEmpty()) {
        throw new UserError(
            "%s is there without a manifest, and would be replaced: name another folder by --run-dir, or remove it if a run has left it.",
            of(output));
      }
    }
  }

  /** Names of what is directly within, but for single files; none where it is not there. */
  public Set<String> folders() throws IOException {
    Set<String> names = new TreeSet<>();
    if (files.exists(root)) {
      for (FileStatus file : files.listStatus(root)) {
        if (file.isDirectory()) {
          names.add(file.getPath().getName());
        }
      }
    }
    return names;
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

  /**
   * The manifest of a finished stage.
   *
   * @throws UserError if it has the name that manifests had once: what it stands for would be done
   *     anew, and what is there be lost
   */
  public Optional<Manifest> manifest(String output) throws IOException {
    Path file = manifestFile(output);
    if (files.exists(file)) {
      return Optional.of(Json.read(files, file, Manifest.class));
    }
    Path older = new Path(of(output), MANIFEST.substring(1));
    if (files.exists(older)) {
      throw new UserError(
          "%s is of an older geovq: rename each %s in %s to %s, each %s to %s.",
          older, older.getName(), root, MANIFEST, FILES.substring(1), FILES);
    }
    return Optional.empty();
  }

  private Path manifestFile(String output) {
    return new Path(of(output), MANIFEST);
  }

  /**
   * What is known of a stage that is not done.
   *
   * @param seconds that attempts before took, each until the last file that it left
   */
  private record Mark(String fingerprint, double seconds) {}

  /**
   * Keeps what is made out of a folder that it is made of.
   *
   * @param option that names the folder
   * @throws UserError if the directory lies in it
   */
  public void requireOutside(String option, Path folder) {
    if ((root + "/").startsWith(folder + "/")) {
      throw new UserError("--run-dir %s lies in %s %s: name another folder.", root, option, folder);
    }
  }

  /**
   * A stage's partial directory.
   *
   * @param seconds that attempts took which left what is in it
   */
  record Begun(Path partial, double seconds) {}

  /**
   * Makes the partial directory; what is there stays only if it was begun with the same
   * fingerprint.
   */
  Begun begin(Stage stage, String fingerprint) throws IOException {
    requireLock();
    Path partial = partial(stage.output());
    takeBack(stage.output(), partial);
    Path mark = new Path(partial, MARK);
    double seconds = 0;
    Mark left = stage.resumable() && files.exists(mark) ? Json.read(files, mark, Mark.class) : null;
    if (left != null && left.fingerprint.equals(fingerprint)) {
      seconds = left.seconds + lastAttempt(partial);
    } else {
      if (left != null) {
        LOG.warn(
            "{}: begins anew, as settings or inputs differ from those that an attempt was interrupted with",
            stage.name());
      }
      files.delete(partial, true);
      files.mkdirs(partial);
    }
    Json.write(files, mark, new Mark(fingerprint, seconds));
    return new Begun(partial, seconds);
  }

  /** What died between being moved into its place and its manifest has all that a restart needs. */
  private void takeBack(String output, Path partial) throws IOException {
    Path done = of(output);
    if (files.exists(new Path(done, MARK))
        && manifest(output).isEmpty()
        && !files.exists(partial)
        && !files.rename(done, partial)) {
      throw new IOException("cannot rename " + done + " to " + partial);
    }
  }

  /** Bytes that an attempt has left, which go if it begins anew. */
  public long leftBytes(String output) throws IOException {
    Path partial = partial(output);
    return files.exists(partial) ? files.getContentSummary(partial).getLength() : 0;
  }

  /** Whether a stage is done, or was begun and not ended. */
  public boolean isBegun(String output) throws IOException {
    return manifest(output).isPresent() || files.exists(partial(output));
  }

  /** Seconds from the mark to the youngest file. */
  private double lastAttempt(Path partial) throws IOException {
    long begun = files.getFileStatus(new Path(partial, MARK)).getModificationTime();
    long last = begun;
    RemoteIterator<LocatedFileStatus> left = files.listFiles(partial, true);
    while (left.hasNext()) {
      last = Math.max(last, left.next().getModificationTime());
    }
    return (last - begun) / 1e3;
  }

  /**
   * Puts the partial directory in place of whatever was there. What is removed loses its manifest
   * first, what comes gets it last, so that neither is taken for done when it is not whole.
   *
   * @throws IOException if the file system refuses; the stage is not done then
   */
  void commit(Stage stage, Manifest manifest) throws IOException {
    requireLock();
    place(stage.output(), manifest);
  }

  /**
   * Copies a stage's finished directory from another run, its manifest and so its id included.
   *
   * @return whether it was what the manifest says to the end; otherwise nothing has changed here
   * @throws UserError if a file of its table is missing there
   */
  boolean copy(RunDirectory other, String output, Manifest manifest) throws IOException {
    requireLock();
    Path partial = partial(output);
    files.delete(partial, true);
    requireWholeTable(other.files, other.of(output));
    FileUtil.copy(other.files, other.of(output), files, partial, false, true, files.getConf());
    files.delete(new Path(partial, MANIFEST), false);
    if (!other.manifest(output).equals(Optional.of(manifest))) {
      files.delete(partial, true);
      return false;
    }
    place(output, manifest);
    return true;
  }

  /**
   * Removes a stage's finished directory, if there is one: its manifest first.
   *
   * @throws UserError if something of it stays
   */
  public void remove(String output) throws IOException {
    requireLock();
    Path done = of(output);
    files.delete(manifestFile(output), false);
    files.delete(done, true);
    // What is renamed onto a folder goes into it on some file systems.
    if (files.exists(done)) {
      throw new UserError(
          "%s cannot be removed: see to the owner and rights of what is in it, and to who has it open.",
          done);
    }
  }

  private void place(String output, Manifest manifest) throws IOException {
    Path partial = partial(output);
    Path done = of(output);
    remove(output);
    files.mkdirs(done.getParent());
    if (!files.rename(partial, done)) {
      throw new IOException("cannot rename " + partial + " to " + done);
    }
    Lengths table = tableFiles(files, done);
    if (!table.isEmpty()) {
      Json.write(files, new Path(done, FILES), table);
    }
    Json.write(files, manifestFile(output), manifest);
    // Kept until here: a stage that was killed before goes on from what it has.
    files.delete(new Path(done, MARK), false);
    files.delete(new Path(done, SCRATCH), true);
  }

  /**
   * Parquet files directly in a directory, name to length. Spark reads what there is, so that one
   * that is missing would be rows that are missing.
   */
  private static Lengths tableFiles(FileSystem files, Path directory) throws IOException {
    Lengths lengths = new Lengths();
    for (FileStatus file : files.globStatus(new Path(directory, "*.parquet"))) {
      lengths.put(file.getPath().getName(), file.getLen());
    }
    return lengths;
  }

  /**
   * Sees to it that all files of a finished stage's table are there, as long as they were, and no
   * others; of a table without a list of them, that none is empty.
   *
   * @throws UserError naming one that is not
   */
  public static void requireWholeTable(FileSystem files, Path directory) throws IOException {
    Map<String, Long> found = tableFiles(files, directory);
    Path list = new Path(directory, FILES);
    Map<String, Long> expected = found;
    if (files.exists(list)) {
      expected = Json.read(files, list, Lengths.class);
    }
    Set<String> names = new TreeSet<>(found.keySet());
    names.addAll(expected.keySet());
    for (String name : names) {
      Long length = found.getOrDefault(name, 0L);
      if (length == 0 && length.equals(expected.get(name))) {
        throw new UserError(
            "%s is empty" + StorageFaults.MENDED, new Path(directory, name), directory);
      }
      if (length == 0 || !length.equals(expected.get(name))) {
        throw new UserError(
            "%s has %,d bytes, expected %,d" + StorageFaults.MENDED,
            new Path(directory, name),
            length,
            expected.getOrDefault(name, 0L),
            directory);
      }
    }
  }

  /** File names to bytes, in order. */
  private static final class Lengths extends TreeMap<String, Long> {
    private static final long serialVersionUID = 1;
  }
}
