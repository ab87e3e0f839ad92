package org.geovq.onnx;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * One session of a network for all tasks of a process: it holds the weights, and making it takes
 * time. A session that nobody uses stays for the next task, until another network is asked for.
 */
public final class SharedSessions {
  private static final Map<String, Shared> OPEN = new HashMap<>();

  private SharedSessions() {}

  private static final class Shared {
    private final OnnxSession session;
    private int users;

    Shared(OnnxSession session) {
      this.session = session;
    }
  }

  /** The use of a session by one task, which ends by closing it. */
  public static final class Lease implements AutoCloseable {
    private final Shared shared;
    private boolean closed;

    private Lease(Shared shared) {
      this.shared = shared;
    }

    public OnnxSession session() {
      return shared.session;
    }

    @Override
    public void close() {
      synchronized (OPEN) {
        shared.users -= closed ? 0 : 1;
        closed = true;
      }
    }
  }

  /**
   * @param sha256 of the model, which tells it from others
   * @param threads see {@link OnnxSession#open}; those of the first who asks
   */
  public static Lease lease(OnnxModel model, String sha256, int threads) {
    synchronized (OPEN) {
      Shared shared = OPEN.get(sha256);
      if (shared == null) {
        closeUnused();
        shared = new Shared(OnnxSession.open(model, threads));
        OPEN.put(sha256, shared);
      }
      shared.users++;
      return new Lease(shared);
    }
  }

  /** Closes the sessions of this process that no task uses. */
  public static void closeUnused() {
    synchronized (OPEN) {
      for (Iterator<Shared> all = OPEN.values().iterator(); all.hasNext(); ) {
        Shared shared = all.next();
        if (shared.users == 0) {
          shared.session.close();
          all.remove();
        }
      }
    }
  }
}
