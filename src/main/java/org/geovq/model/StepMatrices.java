package org.geovq.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.geovq.nn.Parameter;
import org.geovq.nn.ParameterSet;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The matrices of a prior's steps: weights [out, in], activations [numbers, columns]. Columns lie
 * one after the other, so that activations are what row-major [columns, numbers] would be in Java.
 * It owns the memory of all that it makes.
 */
final class StepMatrices implements AutoCloseable {
  private final Map<String, float[]> parameters = new HashMap<>();
  private final List<INDArray> owned = new ArrayList<>();

  StepMatrices(ParameterSet set) {
    int at = 0;
    for (Parameter p : set.parameters()) {
      parameters.put(p.name(), Arrays.copyOfRange(set.values(), at, at + p.length()));
      at += p.length();
    }
  }

  /** The values of a parameter, not to be changed. */
  float[] values(String name) {
    return parameters.get(name);
  }

  /** Zeros. */
  INDArray zeros(int rows, int columns) {
    INDArray matrix = Nd4j.create(new long[] {rows, columns}, 'f');
    owned.add(matrix);
    return matrix;
  }

  /** A dense weight, [in, out] as a parameter. */
  INDArray weight(String name, int in, int out) {
    return weight(name, 0, in, out, 0, out);
  }

  /**
   * A part of a convolution's weight, [taps, in, out] as a parameter.
   *
   * @param tap place in the kernel, row-major
   * @param from first output, included
   * @param to last output, excluded
   */
  INDArray weight(String name, int tap, int in, int out, int from, int to) {
    float[] all = values(name);
    float[] part = new float[in * (to - from)];
    for (int i = 0; i < in; i++) {
      System.arraycopy(all, (tap * in + i) * out + from, part, i * (to - from), to - from);
    }
    INDArray weight = zeros(to - from, in);
    write(part, weight);
    return weight;
  }

  /** The same numbers in every column. */
  INDArray repeated(float[] numbers, int columns) {
    INDArray matrix = zeros(numbers.length, columns);
    repeat(numbers, matrix);
    return matrix;
  }

  /** Writes the same numbers into every column. */
  static void repeat(float[] numbers, INDArray matrix) {
    float[] all = new float[Math.toIntExact(matrix.length())];
    for (int at = 0; at < all.length; at += numbers.length) {
      System.arraycopy(numbers, 0, all, at, numbers.length);
    }
    write(all, matrix);
  }

  /** Columns [from, to) as a view. */
  static INDArray columns(INDArray matrix, int from, int to) {
    return matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to));
  }

  /** sum += weight x. */
  static void addProduct(INDArray weight, INDArray x, INDArray sum) {
    Nd4j.gemm(weight, x, sum, false, false, 1, 1);
  }

  /** y = weight x + base. */
  static void affine(INDArray weight, INDArray x, INDArray base, INDArray y) {
    y.assign(base);
    addProduct(weight, x, y);
  }

  /** Copies a matrix that is no view, column after column. */
  static void read(INDArray matrix, float[] into) {
    Nd4j.getAffinityManager().ensureLocation(matrix, Location.HOST);
    matrix.data().asNioFloat().get(into);
  }

  /** Overwrites a matrix that is no view, column after column. */
  static void write(float[] values, INDArray matrix) {
    Nd4j.getAffinityManager().ensureLocation(matrix, Location.HOST);
    matrix.data().asNioFloat().put(values);
    Nd4j.getAffinityManager().tagLocation(matrix, Location.HOST);
  }

  @Override
  public void close() {
    owned.forEach(INDArray::close);
    owned.clear();
  }
}
