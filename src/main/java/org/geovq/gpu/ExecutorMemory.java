package org.geovq.gpu;

/**
 * The memory of an executor's process, parted among those who need it. All MiB.
 *
 * @param heap Java's heap: Spark's data and the batches
 * @param offHeap ND4J's arrays outside of it; on a GPU their counterparts on the host
 * @param reserve everything else: Java's own, Netty's buffers, native code, and CUDA's context
 */
record ExecutorMemory(int heap, int offHeap, int reserve) {
  private static final int LEAST_RESERVE = 768;
  private static final int CUDA = 2048;

  /**
   * A tenth is kept back, at least 768 MiB, and 2 GiB more for CUDA; heap and arrays share the rest
   * evenly.
   *
   * @param total at least 2,048, with CUDA 4,096
   */
  static ExecutorMemory of(int total, boolean cuda) {
    int reserve = Math.max(LEAST_RESERVE, total / 10) + (cuda ? CUDA : 0);
    int heap = (total - reserve) / 2;
    return new ExecutorMemory(heap, total - reserve - heap, reserve);
  }

  /** What Spark asks of the cluster beyond the heap. */
  int overhead() {
    return offHeap + reserve;
  }
}
