package org.geovq.gpu;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.geovq.UserError;

/** A card that this process has to itself, with ND4J on it. */
final class Device implements AutoCloseable {
  /** Not java.io.tmpdir: YARN gives each executor its own. */
  private static final Path LOCKS = Path.of("/tmp");

  private final GpuCard card;
  private final CardLock lock;

  private Device(GpuCard card, CardLock lock) {
    this.card = card;
    this.lock = lock;
  }

  /**
   * Takes a card.
   *
   * @param engine loads ND4J on it
   * @param patience how long to wait for one that another process still has
   * @throws UserError if ND4J does not serve it, somebody else has it, or ND4J does not load
   */
  static Device take(GpuCard card, Consumer<GpuCard> engine, Duration patience) {
    Served.require(card);
    try {
      Device device = new Device(card, CardLock.hold(LOCKS, card, patience));
      engine.accept(card);
      return device;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  GpuCard card() {
    return card;
  }

  /** Lets others have the card. */
  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
