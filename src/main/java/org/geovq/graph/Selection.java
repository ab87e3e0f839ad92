package org.geovq.graph;

/** Selection by rank: Hoare 1961, "Algorithm 65: FIND", doi 10.1145/366622.366647. */
final class Selection {
  private Selection() {}

  /**
   * Rearranges keys from .. to-1 so that the ones before a place are at most the one there and the
   * ones after it at least that. Linear time on average; the same keys always end up in the same
   * places.
   *
   * @param place from .. to-1
   */
  static void select(long[] keys, int from, int to, int place) {
    int low = from;
    int high = to - 1;
    while (low < high) {
      long pivot = median(keys[low], keys[(low + high) >>> 1], keys[high]);
      int i = low;
      int j = high;
      while (i <= j) {
        while (keys[i] < pivot) {
          i++;
        }
        while (keys[j] > pivot) {
          j--;
        }
        if (i <= j) {
          long swapped = keys[i];
          keys[i++] = keys[j];
          keys[j--] = swapped;
        }
      }
      if (place <= j) {
        high = j;
      } else if (place >= i) {
        low = i;
      } else {
        return;
      }
    }
  }

  private static long median(long a, long b, long c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }

  /** A long that is ordered by a value, then by a number; NaN comes last. */
  static long key(float value, int number) {
    int bits = Float.floatToIntBits(value);
    // Makes ints that are ordered as the floats are of the bits of negative ones.
    return (long) (bits ^ (bits >> 31 & Integer.MAX_VALUE)) << 32 | number;
  }
}
