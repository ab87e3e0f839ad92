package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.geovq.random.Draw;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Values and gradients against the sum over taps as it is defined. The convolution is linear in
 * each argument, so its gradients against a loss that weighs the outputs are sums too, with no step
 * size.
 */
class MaskedConvolutionTest {
  private static final int BATCH = 3;
  private static final int IN = 2;
  private static final int OUT = 4;

  @BeforeAll
  static void chooseKernels() {
    Kernels.choose();
  }

  /** Grids smaller and larger than the kernel, with and without the middle tap. */
  @ParameterizedTest
  @CsvSource({"5,6,7,24", "5,6,7,25", "2,3,7,25", "9,8,7,24", "1,1,7,25", "4,3,3,4", "6,2,3,5"})
  void itSumsTheTapsThatCountAndSoDoItsGradients(int height, int width, int kernel, int taps) {
    int places = height * width * BATCH;
    float[] x = random("x", places * IN);
    float[] weight = random("weight", kernel * kernel * IN * OUT);
    float[] bias = random("bias", OUT);
    float[] weighing = random("weighing", places * OUT);
    double[] y = new double[places * OUT];
    Map<String, double[]> expected = new LinkedHashMap<>();
    expected.put("x", new double[x.length]);
    expected.put("weight", new double[weight.length]);
    expected.put("bias", new double[OUT]);
    for (int c = 0; c < width; c++) {
      for (int r = 0; r < height; r++) {
        for (int b = 0; b < BATCH; b++) {
          for (int o = 0; o < OUT; o++) {
            int to = ((c * height + r) * BATCH + b) * OUT + o;
            y[to] += bias[o];
            expected.get("bias")[o] += weighing[to];
            for (int tap = 0; tap < taps; tap++) {
              int row = r + tap / kernel - kernel / 2;
              int column = c + tap % kernel - kernel / 2;
              if (row < 0 || column < 0 || column >= width) {
                continue;
              }
              for (int i = 0; i < IN; i++) {
                int from = ((column * height + row) * BATCH + b) * IN + i;
                int w = (tap * IN + i) * OUT + o;
                y[to] += x[from] * weight[w];
                expected.get("x")[from] += weighing[to] * weight[w];
                expected.get("weight")[w] += weighing[to] * x[from];
              }
            }
          }
        }
      }
    }
    SameDiff graph = SameDiff.create();
    SDVariable vx = graph.var("x", Network.TYPE, places, IN);
    SDVariable vw = graph.var("weight", Network.TYPE, kernel, kernel, IN, OUT);
    SDVariable vb = graph.var("bias", Network.TYPE, OUT);
    MaskedConvolution.Grid grid = new MaskedConvolution.Grid(height, width, taps);
    SDVariable out = new MaskedConvolution(graph, vx, vw, vb, grid).outputVariable();
    SDVariable factors = graph.constant(Nd4j.createFromArray(weighing).reshape(places, OUT));
    Map<String, SDVariable> gradients = Gradients.of(out.mul(factors).sum());
    Map<String, INDArray> variables =
        Map.of(
            "x", view(x, places, IN),
            "weight", view(weight, kernel, kernel, IN, OUT),
            "bias", view(bias, OUT));
    Map<String, INDArray> targets = new LinkedHashMap<>();
    expected.forEach(
        (name, values) ->
            targets.put(
                gradients.get(name).name(),
                view(new float[values.length], variables.get(name).shape())));
    List<String> wanted = Stream.concat(targets.keySet().stream(), Stream.of(out.name())).toList();
    try (GraphSession session = new GraphSession(graph, wanted)) {
      session.bind(variables, targets);
      for (int execution = 0; execution < 2; execution++) {
        targets.values().forEach(array -> array.assign(7));
        session.run(
            Map.of(),
            results -> {
              assertClose("y", y, results.get(out.name()));
              expected.forEach(
                  (name, values) ->
                      assertClose(name, values, targets.get(gradients.get(name).name())));
              return null;
            });
      }
    }
  }

  private static float[] random(String purpose, int length) {
    SplittableRandom random = Draw.generator(1, purpose, 0);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  /** A part of a larger array, as DL4J's parameters and gradients are. */
  private static INDArray view(float[] values, long... shape) {
    float[] padded = new float[values.length + 16];
    System.arraycopy(values, 0, padded, 5, values.length);
    INDArray whole = Nd4j.createFromArray(padded).reshape(1, padded.length);
    INDArray part =
        whole
            .get(NDArrayIndex.all(), NDArrayIndex.interval(5, 5 + values.length))
            .reshape('c', shape);
    assertTrue(part.data().originalDataBuffer() != null || part.offset() > 0);
    return part;
  }

  private static void assertClose(String what, double[] expected, INDArray actual) {
    float[] values = actual.dup('c').reshape(actual.length()).toFloatVector();
    assertEquals(expected.length, values.length, what);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], values[i], 1e-4, what + " " + i);
    }
  }
}
