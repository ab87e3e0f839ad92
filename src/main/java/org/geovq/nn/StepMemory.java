package org.geovq.nn;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Memory of the arrays of a {@link Program}: a released array's is taken again by the next of the
 * same length, whatever its shape.
 */
final class StepMemory implements AutoCloseable {
  private final Map<String, Deque<INDArray>> free = new HashMap<>();
  private final Map<INDArray, INDArray> blocks = new IdentityHashMap<>();
  private final List<INDArray> all = new ArrayList<>();

  /** A row-major array that holds anything. */
  INDArray allocate(DataType type, long... shape) {
    long length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    INDArray block = free.computeIfAbsent(type + " " + length, k -> new ArrayDeque<>()).poll();
    if (block == null) {
      block = Nd4j.createUninitializedDetached(type, 'c', length);
      all.add(block);
    }
    INDArray array = block.reshape('c', shape);
    blocks.put(array, block);
    return array;
  }

  /** Gives an array's memory to those that are allocated next, if it came from here. */
  void release(INDArray array) {
    INDArray block = blocks.remove(array);
    if (block != null) {
      free.get(block.dataType() + " " + block.length()).add(block);
    }
  }

  @Override
  public void close() {
    all.forEach(INDArray::close);
    all.clear();
    free.clear();
  }
}
