package org.geovq.cluster;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The draw of k-means++ (Arthur and Vassilvitskii 2007, "k-means++: the advantages of careful
 * seeding", SODA): candidates are drawn in proportion to their squared distance to the nearest
 * centre so far.
 */
final class Seeding {
  private final float[] squares;
  private final boolean[] drawn;
  private final SplittableRandom random;
  private int left;

  Seeding(int candidates, SplittableRandom random) {
    this.squares = new float[candidates];
    this.drawn = new boolean[candidates];
    this.random = random;
    this.left = candidates;
    Arrays.fill(squares, Float.POSITIVE_INFINITY);
  }

  /**
   * A candidate not drawn before: uniform as long as no distances are known, and where all that are
   * left lie on a centre, as duplicates do.
   */
  int draw() {
    double total = total();
    boolean known = total > 0 && total < Double.POSITIVE_INFINITY;
    int candidate = known ? proportional(random.nextDouble() * total) : uniform();
    drawn[candidate] = true;
    left--;
    return candidate;
  }

  private double total() {
    double total = 0;
    for (int i = 0; i < squares.length; i++) {
      total += drawn[i] ? 0 : squares[i];
    }
    return total;
  }

  private int proportional(double target) {
    int last = -1;
    for (int i = 0; i < squares.length; i++) {
      if (!drawn[i] && squares[i] > 0) {
        last = i;
        target -= squares[i];
        if (target < 0) {
          return i;
        }
      }
    }
    // Rounding may leave a rest: the last candidate that can be drawn.
    return last;
  }

  private int uniform() {
    int skip = random.nextInt(left);
    for (int i = 0; ; i++) {
      if (!drawn[i] && skip-- == 0) {
        return i;
      }
    }
  }

  /** Squared distance to the nearest centre so far, per candidate; callers lower it. */
  float[] squares() {
    return squares;
  }
}
