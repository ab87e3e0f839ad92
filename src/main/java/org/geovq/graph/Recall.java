package org.geovq.graph;

/** How much of the true neighbours an approximate search finds. */
public final class Recall {
  /** Distances are rounded. */
  private static final float SLACK = 1 + 4e-6f;

  private Recall() {}

  /**
   * The share of the k nearest that were found, 0 .. 1, higher is better: a neighbour counts if it
   * is not farther than the truly k-th one, so that it does not matter which of equally far ones
   * were found.
   *
   * @param exact of the same queries and k
   * @throws IllegalArgumentException if they are of other queries or another k, or of none
   */
  public static double measure(Neighbours found, Neighbours exact) {
    int k = exact.k();
    int length = exact.distances().length;
    if (found.k() != k || found.distances().length != length || length == 0) {
      throw new IllegalArgumentException("Neighbours that were found and exact ones do not fit");
    }
    long hits = 0;
    for (int i = 0; i < length; i++) {
      float farthest = exact.distances()[i / k * k + k - 1];
      hits += found.distances()[i] <= farthest * SLACK ? 1 : 0;
    }
    return (double) hits / length;
  }
}
