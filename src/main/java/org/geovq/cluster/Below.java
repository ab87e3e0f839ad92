package org.geovq.cluster;

/** Picks the few nodes that a pass over all of them is about. */
final class Below {
  private Below() {}

  /**
   * Lists the nodes whose value is below their limit, in order.
   *
   * @param values [N]: finite
   * @param limits [N]: finite or infinite
   * @param nodes receives their ids; has room for to - from
   * @return how many they are
   */
  static int list(float[] values, float[] limits, int from, int to, int[] nodes) {
    int count = 0;
    for (int node = from; node < to; node++) {
      nodes[count] = node;
      // The sign bit of the difference: a branch would be mispredicted at every node listed.
      count += Float.floatToRawIntBits(values[node] - limits[node]) >>> 31;
    }
    return count;
  }
}
