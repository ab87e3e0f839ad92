package org.geovq.nn;

import java.util.Map;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.InferenceSession;

/**
 * SameDiff keeps a session, with a cache of arrays that can reach a gigabyte, for every thread that
 * ever ran a graph, and Spark's task threads come and go. Here a graph has one session, which
 * follows it from thread to thread.
 */
final class Sessions {
  private Sessions() {}

  /** Makes the graph's one session that of the current thread. */
  static void moveHere(SameDiff graph) {
    Map<Long, InferenceSession> sessions = graph.getSessions();
    long here = Thread.currentThread().getId();
    if (!sessions.containsKey(here) && !sessions.isEmpty()) {
      InferenceSession session = sessions.values().iterator().next();
      sessions.clear();
      sessions.put(here, session);
    }
  }

  /** Frees the cached arrays. */
  static void close(SameDiff graph) {
    for (InferenceSession session : graph.getSessions().values()) {
      try {
        session.getMmgr().close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    graph.getSessions().clear();
  }
}
