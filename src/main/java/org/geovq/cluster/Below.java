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
      count += below(values[node], limits[node]);
    }
    return count;
  }

  /**
   * The same among some nodes.
   *
   * @param among nodes, of which the first {@code size} count
   */
  static int list(float[] values, float[] limits, int[] among, int size, int[] nodes) {
    int count = 0;
    for (int i = 0; i < size; i++) {
      int node = among[i];
      nodes[count] = node;
      count += below(values[node], limits[node]);
    }
    return count;
  }

  /** 1 or 0: the sign bit of the difference, as a branch would be mispredicted at every node. */
  private static int below(float value, float limit) {
    return Float.floatToRawIntBits(value - limit) >>> 31;
  }
}
