package org.geovq.graph;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Disjoint sets of 0 .. n-1, each named by its least member, safe for concurrent use: Anderson and
 * Woll 1991, "Wait-free parallel algorithms for the union-find problem", doi 10.1145/103418.103458.
 */
final class UnionFind {
  private final AtomicIntegerArray parents;

  UnionFind(int size) {
    parents = new AtomicIntegerArray(size);
    for (int i = 0; i < size; i++) {
      parents.setPlain(i, i);
    }
  }

  int size() {
    return parents.length();
  }

  /** The least member of an element's set, once all unions are done. */
  int find(int element) {
    int node = element;
    int parent = parents.get(node);
    while (parent != node) {
      int grandparent = parents.get(parent);
      // Only shortens the way: whether it succeeds does not matter.
      parents.weakCompareAndSetPlain(node, parent, grandparent);
      node = parent;
      parent = grandparent;
    }
    return node;
  }

  void unite(int a, int b) {
    int first = find(a);
    int second = find(b);
    while (first != second
        && !parents.compareAndSet(
            Math.max(first, second), Math.max(first, second), Math.min(first, second))) {
      first = find(first);
      second = find(second);
    }
  }
}
