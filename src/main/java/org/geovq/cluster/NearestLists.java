package org.geovq.cluster;

import java.util.Arrays;

/**
 * The nearest few medoids of every node, nearest first, kept while medoids come and go. A list is
 * always the true beginning of the order of all medoids; it grows shorter as its medoids go, and is
 * made anew only when no second-nearest is left. Takes 60 bytes a node.
 */
final class NearestLists {
  private static final int LENGTH = 4;

  private final int medoids;
  private final int[] ids;
  private final float[] distances;
  private final int[] sizes;

  /** [N]: a medoid that is not in the list is not below this; infinite if all are in it. */
  private final float[] reach;

  private final float[] least;
  private final int[] touched;
  private final int[] nearest;
  private final float[] first;
  private final float[] second;

  NearestLists(int nodes, int medoids) {
    this.medoids = medoids;
    ids = new int[Math.multiplyExact(nodes, LENGTH)];
    distances = new float[ids.length];
    sizes = new int[nodes];
    reach = new float[nodes];
    least = new float[nodes];
    touched = new int[nodes];
    nearest = new int[nodes];
    first = new float[nodes];
    second = new float[nodes];
  }

  /** Nearest medoid of each node, [N]. */
  int[] nearest() {
    return nearest;
  }

  /** Distance to it, [N]. */
  float[] first() {
    return first;
  }

  /** Distance to the second-nearest, [N]; infinite where there is none. */
  float[] second() {
    return second;
  }

  /**
   * Makes all lists anew; of equally near medoids the smaller is first.
   *
   * @param rows the medoids' distances, [K][N]
   */
  void findAll(float[][] rows) {
    Arrays.setAll(touched, node -> node);
    find(rows, touched.length);
  }

  /**
   * Puts a medoid's new distances in the place of its old ones.
   *
   * @param rows the medoids' distances, [K][N], the new ones among them
   * @param old the distances before, [N]
   */
  void replace(int medoid, float[][] rows, float[] old) {
    float[] row = rows[medoid];
    least(old, row);
    int count = Below.list(least, reach, 0, row.length, touched);
    int orphans = 0;
    for (int i = 0; i < count; i++) {
      int node = touched[i];
      remove(node, medoid);
      if (row[node] < reach[node]) {
        insert(node, medoid, row[node]);
      }
      if (sizes[node] < Math.min(2, medoids)) {
        touched[orphans++] = node;
      } else {
        publish(node);
      }
    }
    find(rows, orphans);
  }

  private void least(float[] a, float[] b) {
    for (int node = 0; node < least.length; node++) {
      least[node] = Math.min(a[node], b[node]);
    }
  }

  private void remove(int node, int medoid) {
    int from = node * LENGTH;
    int end = from + sizes[node];
    int at = from;
    while (at < end && ids[at] != medoid) {
      at++;
    }
    if (at == end) {
      return;
    }
    for (; at + 1 < end; at++) {
      ids[at] = ids[at + 1];
      distances[at] = distances[at + 1];
    }
    sizes[node]--;
    if (reach[node] < Float.POSITIVE_INFINITY) {
      reach[node] = sizes[node] == 0 ? 0 : Math.nextUp(distances[end - 2]);
    }
  }

  /** Puts a medoid that is within reach behind those that are not farther. */
  private void insert(int node, int medoid, float distance) {
    int from = node * LENGTH;
    int at = from + Math.min(sizes[node], LENGTH - 1);
    for (; at > from && distances[at - 1] > distance; at--) {
      ids[at] = ids[at - 1];
      distances[at] = distances[at - 1];
    }
    ids[at] = medoid;
    distances[at] = distance;
    sizes[node] = Math.min(sizes[node] + 1, LENGTH);
    if (sizes[node] == LENGTH) {
      reach[node] = Math.nextUp(distances[from + LENGTH - 1]);
    }
  }

  /** Makes the lists of the touched nodes anew, medoid by medoid: no distance is waited for. */
  private void find(float[][] rows, int count) {
    for (int i = 0; i < count; i++) {
      sizes[touched[i]] = 0;
      reach[touched[i]] = Float.POSITIVE_INFINITY;
    }
    for (int medoid = 0; medoid < medoids; medoid++) {
      float[] row = rows[medoid];
      for (int i = 0; i < count; i++) {
        int node = touched[i];
        if (row[node] < reach[node]) {
          insert(node, medoid, row[node]);
        }
      }
    }
    for (int i = 0; i < count; i++) {
      publish(touched[i]);
    }
  }

  private void publish(int node) {
    int from = node * LENGTH;
    nearest[node] = ids[from];
    first[node] = distances[from];
    second[node] = sizes[node] > 1 ? distances[from + 1] : Float.POSITIVE_INFINITY;
  }
}
