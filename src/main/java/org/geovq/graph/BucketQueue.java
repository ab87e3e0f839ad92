package org.geovq.graph;

import java.util.Arrays;

/**
 * A queue of nodes by rising keys that are alike within a bucket, first come first served there
 * (Dial 1969, "Algorithm 360: shortest-path forest with topological ordering", doi
 * 10.1145/363269.363610; wide buckets as in Meyer and Sanders 2003, "Delta-stepping", doi
 * 10.1016/S0196-6774(03)00076-2). The buckets are a ring: keys beyond its end come too early.
 */
final class BucketQueue {
  private static final int ABSENT = -1;
  private static final int RING = 1 << 12;

  /** Keys beyond this many buckets are alike, so that numbers of buckets stay ints. */
  private static final int LAST = 1 << 30;

  private static final int FIRST_CAPACITY = 64;
  private static final int[] NONE = {};

  private final double width;

  /** Of each node, the bucket in which it waits; its entries in others are out of date. */
  private final int[] bucketOf;

  private final int[][] buckets = new int[RING][];
  private final int[] sizes = new int[RING];
  private int current;

  /** Entries in the buckets, those out of date included. */
  private int entries;

  /** What was in the current bucket when its turn came. */
  private int[] batch = NONE;

  private int batchSize;
  private int batchNext;

  /**
   * @param nodes capacity
   * @param width of a bucket, above 0
   */
  BucketQueue(int nodes, double width) {
    this.width = width;
    bucketOf = new int[nodes];
    Arrays.fill(bucketOf, ABSENT);
    Arrays.fill(buckets, NONE);
  }

  /** Of an empty queue: the least key that will be offered. */
  void startAt(double key) {
    current = bucket(key);
  }

  /** Inserts a node, or lowers the key of one that waits. */
  void offer(int node, double key) {
    int bucket = Math.max(current, Math.min(bucket(key), current + RING - 1));
    if (bucketOf[node] == ABSENT || bucketOf[node] > bucket) {
      bucketOf[node] = bucket;
      append(bucket & RING - 1, node);
    }
  }

  private int bucket(double key) {
    return (int) Math.min(key / width, LAST);
  }

  private void append(int slot, int node) {
    int size = sizes[slot]++;
    if (size == buckets[slot].length) {
      buckets[slot] = Arrays.copyOf(buckets[slot], Math.max(FIRST_CAPACITY, 2 * size));
    }
    buckets[slot][size] = node;
    entries++;
  }

  /**
   * The nodes whose turn is next, for {@link #take}.
   *
   * @param nodes receives them, of one bucket
   * @return how many they are; 0 if the queue is empty
   */
  int next(int[] nodes) {
    if (batchNext == batchSize && entries > 0) {
      open();
    }
    int count = Math.min(nodes.length, batchSize - batchNext);
    System.arraycopy(batch, batchNext, nodes, 0, count);
    batchNext += count;
    return count;
  }

  /**
   * Makes the first bucket that holds something the batch; its place gets the old batch's array.
   */
  private void open() {
    while (sizes[current & RING - 1] == 0) {
      current++;
    }
    int slot = current & RING - 1;
    int[] emptied = batch;
    batch = buckets[slot];
    batchSize = sizes[slot];
    batchNext = 0;
    buckets[slot] = emptied;
    sizes[slot] = 0;
    entries -= batchSize;
  }

  /** Takes out a node whose turn it is; false if it has been taken since its key fell. */
  boolean take(int node) {
    if (bucketOf[node] != current) {
      return false;
    }
    bucketOf[node] = ABSENT;
    return true;
  }
}
