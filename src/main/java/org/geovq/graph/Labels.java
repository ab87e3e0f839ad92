package org.geovq.graph;

import java.io.Serializable;
import java.util.Arrays;

/** How far each node is as far as is known, and what it was reached from. */
final class Labels implements Serializable {
  private static final long serialVersionUID = 1;

  static final int NOWHERE = -1;

  /** Of each node; +infinity where no way is known. */
  final double[] distances;

  /** Of each node: a source's index, or the node before; {@link #NOWHERE} if none. */
  final int[] origins;

  Labels(int nodes) {
    this(new double[nodes], new int[nodes]);
    clear();
  }

  private Labels(double[] distances, int[] origins) {
    this.distances = distances;
    this.origins = origins;
  }

  Labels copy() {
    return new Labels(distances.clone(), origins.clone());
  }

  void clear() {
    Arrays.fill(distances, Double.POSITIVE_INFINITY);
    Arrays.fill(origins, NOWHERE);
  }

  /** Whether a way is shorter than the one that is known, or as short with a smaller origin. */
  boolean beatenBy(int node, double distance, int origin) {
    return distance < distances[node] || distance == distances[node] && origin < origins[node];
  }

  void set(int node, double distance, int origin) {
    distances[node] = distance;
    origins[node] = origin;
  }

  /** Rounds the distances of the first nodes, as many as there is room for. */
  void write(float[] rounded) {
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) distances[i];
    }
  }
}
