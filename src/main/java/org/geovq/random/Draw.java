package org.geovq.random;

import java.util.SplittableRandom;

/**
 * The one source of randomness: every draw is a hash of (seed, purpose, id), so results depend
 * neither on the number of partitions nor on the order of the work.
 */
public final class Draw {
  private Draw() {}

  /** A generator for one purpose and one id, independent of every other (seed, purpose, id). */
  public static SplittableRandom generator(long seed, String purpose, long id) {
    return new SplittableRandom(hash(seed, purpose, id));
  }

  /** 64 well-mixed bits of (seed, purpose, id). */
  public static long hash(long seed, String purpose, long id) {
    long h = mix(seed + 0x9E3779B97F4A7C15L);
    for (int i = 0; i < purpose.length(); i++) {
      h = mix(h ^ purpose.charAt(i));
    }
    return mix(h ^ mix(id + 0x632BE59BD9B4E019L));
  }

  /** A permutation of 0 .. n-1. */
  public static int[] permutation(int n, long seed, String purpose, long id) {
    int[] order = new int[n];
    SplittableRandom random = generator(seed, purpose, id);
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** Stafford's variant 13 of the 64-bit finaliser of MurmurHash3. */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
