package org.geovq.nn;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.internal.memory.AbstractMemoryMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The arrays of one execution of a graph, taken again by the next, which asks for the same shapes:
 * after the first execution nothing is allocated. SameDiff's own cache gives arrays back while
 * views of them are still in use, or keeps them until the garbage collector runs.
 */
final class StepMemory extends AbstractMemoryMgr {
  private final Map<String, Deque<INDArray>> free = new HashMap<>();
  private final Map<String, List<INDArray>> used = new HashMap<>();

  @Override
  public INDArray allocate(boolean detached, DataType type, long... shape) {
    return allocate(detached, LongShapeDescriptor.fromShape(shape, type));
  }

  @Override
  public INDArray allocate(boolean detached, LongShapeDescriptor shape) {
    if (shape.isEmpty()) {
      return Nd4j.create(shape);
    }
    String key = shape.dataType() + " " + shape.getOrder() + Arrays.toString(shape.getShape());
    INDArray array = free.computeIfAbsent(key, k -> new ArrayDeque<>()).poll();
    if (array == null) {
      array =
          Nd4j.createUninitializedDetached(shape.dataType(), shape.getOrder(), shape.getShape());
    }
    used.computeIfAbsent(key, k -> new ArrayList<>()).add(array);
    return array;
  }

  /** Nothing is used twice in one execution. */
  @Override
  public void release(INDArray array) {}

  /** Ends an execution: its arrays, outputs included, are free for the next. */
  void recycle() {
    used.forEach((key, arrays) -> free.get(key).addAll(arrays));
    used.clear();
  }

  @Override
  public void close() {
    recycle();
    free.values().forEach(arrays -> arrays.forEach(INDArray::close));
    free.clear();
  }
}
