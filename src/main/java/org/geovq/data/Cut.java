package org.geovq.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** Cuts 0 .. n-1 into ranges. */
final class Cut {
  private Cut() {}

  /** From (included) to (excluded). */
  record Range(long from, long to) implements Serializable {}

  /** Ranges whose sizes differ by 1 at most, none of them empty; min(n, wanted) of them. */
  static List<Range> evenly(long n, int wanted) {
    long parts = Math.min(n, wanted);
    List<Range> ranges = new ArrayList<>();
    for (long part = 0; part < parts; part++) {
      ranges.add(new Range(start(n, parts, part), start(n, parts, part + 1)));
    }
    return ranges;
  }

  private static long start(long n, long parts, long part) {
    return n / parts * part + Math.min(part, n % parts);
  }
}
