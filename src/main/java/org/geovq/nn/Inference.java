package org.geovq.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A part of a trained network (an encoder, a decoder) that runs batches of one size. For one
 * thread; building it costs milliseconds.
 */
public final class Inference implements AutoCloseable {
  private final GraphSession session;
  private final List<String> outputs = new ArrayList<>();
  private final List<INDArray> parameters = new ArrayList<>();
  private final long[] batchShape;
  private final int exampleLength;

  /**
   * Builds the part.
   *
   * @param batchSize examples at once
   * @param inputShape of one example
   * @param part from operations and input to outputs
   */
  public Inference(
      ParameterSet values,
      int batchSize,
      long[] inputShape,
      BiFunction<Ops, SDVariable, List<SDVariable>> part) {
    SameDiff graph = SameDiff.create();
    Ops ops = new Ops(graph);
    for (SDVariable output : part.apply(ops, Ops.batch(graph, "input", inputShape))) {
      outputs.add(output.name());
    }
    Map<String, INDArray> arrays = values.arrays();
    parameters.addAll(arrays.values());
    session = new GraphSession(graph, outputs);
    session.bind(arrays, Map.of());
    batchShape = Ops.batchShape(batchSize, inputShape);
    exampleLength = (int) (Arrays.stream(batchShape).reduce(1, Math::multiplyExact) / batchSize);
  }

  /** Examples that go through at once. */
  public int batchSize() {
    return (int) batchShape[0];
  }

  /** Numbers per example of the input. */
  public int exampleLength() {
    return exampleLength;
  }

  /**
   * Runs any number of examples, in batches; the last one is filled up with zeros, so that one size
   * is allocated once.
   *
   * @param examples row-major [n, inputShape...]
   * @return for each output its values, row-major [n, ...]
   */
  public float[][] run(float[] examples) {
    int n = examples.length / exampleLength;
    if (n == 0) {
      return new float[outputs.size()][0];
    }
    float[][] results = new float[outputs.size()][];
    float[] batch = new float[batchSize() * exampleLength];
    for (int from = 0; from < n; from += batchSize()) {
      int rows = Math.min(batchSize(), n - from);
      Arrays.fill(batch, rows * exampleLength, batch.length, 0);
      System.arraycopy(examples, from * exampleLength, batch, 0, rows * exampleLength);
      collect(batch, n, from, rows, results);
    }
    return results;
  }

  private void collect(float[] batch, int n, int from, int rows, float[][] results) {
    INDArray input = Nd4j.createFromArray(batch).reshape(batchShape);
    float[][] values =
        session.run(
            Map.of("input", input),
            arrays ->
                outputs.stream()
                    .map(name -> arrays.get(name).ravel().toFloatVector())
                    .toArray(float[][]::new));
    input.close();
    for (int o = 0; o < results.length; o++) {
      int length = values[o].length / batchSize();
      if (results[o] == null) {
        results[o] = new float[n * length];
      }
      System.arraycopy(values[o], 0, results[o], from * length, rows * length);
    }
  }

  /** Frees native memory that the garbage collector would find late. */
  @Override
  public void close() {
    session.close();
    parameters.forEach(INDArray::close);
  }
}
