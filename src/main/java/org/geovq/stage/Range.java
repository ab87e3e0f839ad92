package org.geovq.stage;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/** The numbers from .. to-1. */
record Range(int from, int to) implements Serializable {
  /** 0 .. n-1 in parts that differ in size by at most one; fewer than asked for if n is smaller. */
  static List<Range> parts(int n, int parts) {
    int count = Math.max(1, Math.min(n, parts));
    return IntStream.range(0, count)
        .mapToObj(i -> new Range(start(n, i, count), start(n, i + 1, count)))
        .toList();
  }

  private static int start(int n, int part, int parts) {
    return (int) ((long) n * part / parts);
  }
}
