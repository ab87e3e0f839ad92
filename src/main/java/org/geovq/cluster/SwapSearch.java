package org.geovq.cluster;

import java.util.List;

/**
 * The best medoid to exchange for a landmark, found for all K at once in one pass over the nodes
 * (Schubert and Rousseeuw 2021). Holds the scratch memory of one thread: 4 N + 32 K bytes and 32
 * KiB.
 */
final class SwapSearch {
  /** Landmarks that are searched for at once. */
  static final int GROUP = 4;

  /** A gain below this part of the sums that it is the difference of is rounding, won for ever. */
  private static final double LEAST_GAIN = 1e-12;

  /** Nodes whose scratch stays in the first cache. */
  private static final int BLOCK = 4096;

  private final float[] least;
  private final int[] near = new int[BLOCK];
  private final int[] nearOne = new int[BLOCK];
  private final double[][] change;
  private final double[] shared = new double[GROUP];

  SwapSearch(int nodes, int medoids) {
    least = new float[nodes];
    change = new double[GROUP][medoids];
  }

  /**
   * The best swap for each of some landmarks; it does not depend on the others.
   *
   * @param rows 1 to 4 landmarks
   * @return for each its best swap, or null if none lowers the loss, as of one that is a medoid
   *     already
   */
  Swap[] best(ServedNodes state, List<LandmarkRow> rows) {
    for (int i = 0; i < rows.size(); i++) {
      shared[i] = 0;
      System.arraycopy(state.removalLoss(), 0, change[i], 0, change[i].length);
    }
    for (int from = 0; from < least.length; from += BLOCK) {
      addChanges(state, rows, from, Math.min(least.length, from + BLOCK));
    }
    Swap[] swaps = new Swap[rows.size()];
    for (int i = 0; i < swaps.length; i++) {
      swaps[i] = best(rows.get(i).row(), shared[i], change[i], state);
    }
    return swaps;
  }

  private void addChanges(ServedNodes state, List<LandmarkRow> rows, int from, int to) {
    int count = Below.list(least(rows, from, to), state.second(), from, to, near);
    for (int i = 0; i < rows.size(); i++) {
      shared[i] += addChanges(state, rows.get(i).distances(), count, change[i]);
    }
  }

  /** The distance of the nearest candidate: most nodes are near to none, told here for all. */
  private float[] least(List<LandmarkRow> rows, int from, int to) {
    int last = rows.size() - 1;
    if (last == 0) {
      return rows.get(0).distances();
    }
    float[] a = rows.get(0).distances();
    float[] b = rows.get(1).distances();
    float[] c = rows.get(Math.min(2, last)).distances();
    float[] d = rows.get(last).distances();
    for (int node = from; node < to; node++) {
      least[node] = Math.min(Math.min(a[node], b[node]), Math.min(c[node], d[node]));
    }
    return least;
  }

  /**
   * Adds what the nodes that are nearer to a candidate than to their second medoid change.
   *
   * @param count nodes that are near to some candidate
   * @return the part that does not depend on the medoid that goes
   */
  private double addChanges(ServedNodes state, float[] distances, int count, double[] change) {
    int own = Below.list(distances, state.second(), near, count, nearOne);
    double shared = 0;
    for (int i = 0; i < own; i++) {
      int node = nearOne[i];
      float first = state.first()[node];
      float distance = distances[node];
      shared += state.cost(node, Math.min(distance, first)) - state.cost(node, first);
      change[state.nearest()[node]] +=
          state.cost(node, Math.max(distance, first)) - state.costWithoutNearest(node);
    }
    return shared;
  }

  private static Swap best(int row, double shared, double[] change, ServedNodes state) {
    int best = 0;
    for (int medoid = 1; medoid < change.length; medoid++) {
      if (change[medoid] < change[best]) {
        best = medoid;
      }
    }
    double gain = -(shared + change[best]);
    double summed = state.loss() + Math.abs(state.removalLoss()[best]);
    return gain > LEAST_GAIN * summed ? new Swap(row, best, gain) : null;
  }
}
