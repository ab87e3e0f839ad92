package org.geovq.graph;

import java.util.Arrays;

/**
 * The k best of the candidates offered, sorted by (distance, id). Each is one long, the distance's
 * bits above the id: bits of non-negative floats are ordered as the floats.
 */
final class Nearest {
  private final long[] best;
  private float limit;

  Nearest(int k) {
    best = new long[k];
    clear();
  }

  void clear() {
    Arrays.fill(best, Long.MAX_VALUE);
    limit = Float.MAX_VALUE;
  }

  /** A squared distance above this is no candidate. */
  float limit() {
    return limit;
  }

  boolean full() {
    return best[best.length - 1] != Long.MAX_VALUE;
  }

  void offer(float square, int id) {
    long key = (long) Float.floatToRawIntBits((float) Math.sqrt(square)) << 32 | id;
    int place = best.length - 1;
    if (key >= best[place]) {
      return;
    }
    for (; place > 0 && best[place - 1] > key; place--) {
      best[place] = best[place - 1];
    }
    best[place] = key;
    if (full()) {
      limit = squareLimit(distance(best.length - 1));
    }
  }

  /** Above every square whose root rounds to the distance: those are ties, decided by id. */
  private static float squareLimit(float distance) {
    return Math.nextUp(distance * distance * (1 + 4e-7f));
  }

  private float distance(int place) {
    return Float.intBitsToFloat((int) (best[place] >>> 32));
  }

  void write(int[] ids, float[] distances, int first) {
    for (int i = 0; i < best.length; i++) {
      ids[first + i] = (int) best[i];
      distances[first + i] = distance(i);
    }
  }
}
