package org.geovq.graph;

import java.util.Arrays;

/** A 4-ary min-heap of nodes with decreasing keys, in primitive arrays. */
final class NodeHeap {
  private static final int ABSENT = -1;

  private final double[] keys;
  private final int[] nodes;
  private final int[] places;
  private int size;

  NodeHeap(int capacity) {
    keys = new double[capacity];
    nodes = new int[capacity];
    places = new int[capacity];
    Arrays.fill(places, ABSENT);
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Inserts a node, or lowers the key of one that is in the heap. */
  void offer(int node, double key) {
    int place = places[node] == ABSENT ? size++ : places[node];
    while (place > 0) {
      int parent = (place - 1) >> 2;
      if (keys[parent] <= key) {
        break;
      }
      put(place, nodes[parent], keys[parent]);
      place = parent;
    }
    put(place, node, key);
  }

  /** Removes and returns the node with the smallest key. */
  int poll() {
    int top = nodes[0];
    places[top] = ABSENT;
    size--;
    if (size > 0) {
      sink(nodes[size], keys[size]);
    }
    return top;
  }

  private void sink(int node, double key) {
    int place = 0;
    for (int child = 1; child < size; child = 4 * place + 1) {
      int least = least(child);
      if (keys[least] >= key) {
        break;
      }
      put(place, nodes[least], keys[least]);
      place = least;
    }
    put(place, node, key);
  }

  private int least(int child) {
    int least = child;
    for (int i = child + 1; i < Math.min(child + 4, size); i++) {
      if (keys[i] < keys[least]) {
        least = i;
      }
    }
    return least;
  }

  private void put(int place, int node, double key) {
    keys[place] = key;
    nodes[place] = node;
    places[node] = place;
  }
}
