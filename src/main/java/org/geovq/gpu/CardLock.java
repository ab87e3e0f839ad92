package org.geovq.gpu;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.geovq.UserError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a second process of this user off a card: a locked file for each, which the system unlocks
 * when its process ends, however it ends.
 */
final class CardLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CardLock.class);
  private static final long PAUSE_MS = 250;
  private final FileChannel channel;

  private CardLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes a card for as long as this process lives or until it is closed.
   *
   * @param folder of the lock files, the same for all processes of the machine
   * @param patience how long to wait for one who is about to end, as a lost executor does while its
   *     successor starts
   * @throws UserError if another process has the card
   */
  static CardLock hold(Path folder, GpuCard card, Duration patience) throws IOException {
    FileChannel channel = open(folder.resolve("geovq-" + card.uuid() + ".lock"));
    if (channel == null) {
      return new CardLock(null);
    }
    long end = System.nanoTime() + patience.toNanos();
    while (!tryLock(channel)) {
      if (System.nanoTime() >= end) {
        channel.close();
        throw new UserError(
            "%s is in use by another executor or run of geovq on this machine: give each executor a card of its own"
                + " (spark.executor.resource.gpu.amount = 1 and submit/gpu-discovery), or wait for the other run to end.",
            card);
      }
      pause();
    }
    return new CardLock(channel);
  }

  /** No link is followed: the folder is one that everybody may write to. */
  private static FileChannel open(Path file) throws IOException {
    try {
      return FileChannel.open(
          file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    } catch (AccessDeniedException e) {
      LOG.warn("{} belongs to another user: whether that user has the card is not known", file);
      return null;
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Lets others have it. */
  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
