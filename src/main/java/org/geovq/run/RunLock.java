package org.geovq.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.geovq.UserError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a second run off a run directory, on any file system: a file that says who has it and whose
 * time is renewed as long as that process lives. Left by a process of this machine that is gone, or
 * not renewed for {@link #PATIENCE}, it counts for nothing; hosts' clocks are taken to agree to
 * less than that. Where a store lets two make the file at once (S3), the one who was overwritten
 * finds that out before it puts anything in place.
 */
public final class RunLock implements AutoCloseable {
  static final String FILE = ".lock";
  static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration SETTLING = Duration.ofSeconds(1);
  private static final long RENEWAL_MS = 15_000;
  private static final Logger LOG = LoggerFactory.getLogger(RunLock.class);

  private final FileSystem files;
  private final Path file;
  private final LockHolder holder;
  private final ScheduledExecutorService renewal;

  private RunLock(FileSystem files, Path file, LockHolder holder) {
    this.files = files;
    this.file = file;
    this.holder = holder;
    this.renewal = Executors.newSingleThreadScheduledExecutor(RunLock::thread);
    renewal.scheduleAtFixedRate(this::renew, RENEWAL_MS, RENEWAL_MS, TimeUnit.MILLISECONDS);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "run-lock");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Takes a directory until it is closed.
   *
   * @param application Spark's id of it
   * @throws UserError if another run has it
   */
  static RunLock hold(FileSystem files, Path directory, String application) throws IOException {
    Path file = new Path(directory, FILE);
    LockHolder holder = LockHolder.here(application);
    if (!create(files, file, holder)) {
      requireLeft(files, file, application);
      files.delete(file, false);
      create(files, file, holder);
      // Another start that has found the same one left may still delete this one.
      LockSupport.parkNanos(SETTLING.toNanos());
    }
    if (!isOf(holder, files, file)) {
      throw refused(files, file);
    }
    return new RunLock(files, file, holder);
  }

  /** False: there is one already. */
  private static boolean create(FileSystem files, Path file, LockHolder holder) throws IOException {
    try {
      write(files, file, holder, false);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException | FSError e) {
      // Half a file would keep everybody off for a while.
      files.delete(file, false);
      throw e;
    }
  }

  private static void write(FileSystem files, Path file, LockHolder holder, boolean overwrite)
      throws IOException {
    try (OutputStream out = files.create(file, overwrite)) {
      out.write(Json.line(holder).getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void requireLeft(FileSystem files, Path file, String application)
      throws IOException {
    boolean gone =
        read(files, file)
            .filter(other -> other.isGone() || other.application().equals(application))
            .isPresent();
    if (!gone && silence(files, file).compareTo(PATIENCE) <= 0) {
      throw refused(files, file);
    }
    LOG.info("{} was left by a run that is gone", file);
  }

  private static UserError refused(FileSystem files, Path file) throws IOException {
    String who =
        read(files, file)
            .map(h -> "process %d on %s since %s".formatted(h.process(), h.host(), h.since()))
            .orElse("another run");
    return new UserError(
        "%s is in use by %s: wait until that ends, or choose another --run-dir; if it was killed on another machine, the"
            + " directory is free %d minutes after its last sign of life, which was %d s ago.",
        file.getParent(), who, PATIENCE.toMinutes(), silence(files, file).toSeconds());
  }

  private static Duration silence(FileSystem files, Path file) throws IOException {
    long renewed =
        files.exists(file)
            ? files.getFileStatus(file).getModificationTime()
            : System.currentTimeMillis();
    return Duration.ofMillis(System.currentTimeMillis() - renewed);
  }

  /** None if there is no file, or not all of one. */
  private static Optional<LockHolder> read(FileSystem files, Path file) {
    try {
      return Optional.of(Json.read(files, file, LockHolder.class));
    } catch (UserError | IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isOf(LockHolder holder, FileSystem files, Path file) {
    return read(files, file).filter(found -> found.id().equals(holder.id())).isPresent();
  }

  /**
   * Checks that it is still held.
   *
   * @throws UserError if it is not
   */
  void require() {
    if (!isOf(holder, files, file)) {
      throw new UserError(
          "%s was removed, or written by another run: this one ends here, for the directory is no longer its own.",
          file);
    }
  }

  /** A sign of life. */
  void renew() {
    try {
      if (isOf(holder, files, file)) {
        long now = System.currentTimeMillis();
        files.setTimes(file, now, -1);
        // An object store knows no other time than that of the last writing, which replaces all at
        // once.
        if (files.getFileStatus(file).getModificationTime() < now - RENEWAL_MS / 2) {
          write(files, file, holder, true);
        }
      }
    } catch (IOException | FSError | RuntimeException e) {
      // Thrown on, it would be the last renewal.
      LOG.warn("{} could not be renewed: {}", file, e.getMessage());
    }
  }

  /** Lets others have the directory. */
  @Override
  public void close() throws IOException {
    renewal.shutdownNow();
    if (isOf(holder, files, file)) {
      files.delete(file, false);
    }
  }
}
