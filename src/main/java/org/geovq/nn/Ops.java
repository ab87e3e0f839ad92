package org.geovq.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.impl.controlflow.compat.StopGradient;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.DeConv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMax;

/**
 * The layers that our networks are made of, each on the native operation that oneDNN serves. Images
 * and feature maps are [batch, channels, height, width]. A layer declares its parameters under its
 * name; biases start like their weights.
 *
 * <p>Starting values follow the usual U(-1/sqrt(fanIn), 1/sqrt(fanIn)), fanIn of a transposed
 * convolution being out x k x k.
 */
public final class Ops {
  /** Added to the variance of a row, lest a constant one is divided by zero. */
  public static final double LAYER_NORM_EPSILON = 1e-5;

  private static final String LAYOUT = "NCHW";
  private final SameDiff graph;
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final Map<String, SDVariable> variables = new LinkedHashMap<>();

  /** Values that may still be asked for. */
  private long left;

  public Ops(SameDiff graph) {
    this(graph, Integer.MAX_VALUE);
  }

  /**
   * @param most values of all parameters together
   */
  Ops(SameDiff graph, long most) {
    this.graph = graph;
    this.left = most;
  }

  /** The graph that the operations are added to. */
  public SameDiff graph() {
    return graph;
  }

  /** The parameters that have been asked for, in that order. */
  public List<Parameter> parameters() {
    return new ArrayList<>(parameters.values());
  }

  static SDVariable batch(SameDiff graph, String name, long... shape) {
    return graph.placeHolder(name, Network.TYPE, batchShape(-1, shape));
  }

  /** An example's shape behind the number of examples; -1 where that is left open. */
  public static long[] batchShape(long examples, long... shape) {
    long[] batched = new long[shape.length + 1];
    batched[0] = examples;
    System.arraycopy(shape, 0, batched, 1, shape.length);
    return batched;
  }

  /**
   * Parameter of the given name; two layers that use one name share it.
   *
   * @throws IllegalArgumentException if there are more values than there may be
   */
  public SDVariable parameter(String name, double bound, long... shape) {
    return variables.computeIfAbsent(
        name,
        n -> {
          take(n, shape);
          parameters.put(n, new Parameter(n, shape, bound));
          return graph.var(n, Network.TYPE, shape);
        });
  }

  /** Before any memory is taken for them: shapes may come from a file. */
  private void take(String name, long... shape) {
    for (long side : shape) {
      if (side < 1 || side > left) {
        throw new IllegalArgumentException(
            "parameter " + name + " " + Arrays.toString(shape) + " with room for " + left);
      }
    }
    left -= Arrays.stream(shape).reduce(1, Math::multiplyExact);
    if (left < 0) {
      throw new IllegalArgumentException(
          "parameter " + name + " " + Arrays.toString(shape) + " is " + -left + " values too many");
    }
  }

  /** Convolution with explicit padding: [batch, in, h, w] to [batch, out, h', w']. */
  public SDVariable conv(
      String name, SDVariable x, int in, int out, int kernel, int stride, int padding) {
    double bound = bound((long) in * kernel * kernel);
    Conv2DConfig config =
        Conv2DConfig.builder()
            .kH(kernel)
            .kW(kernel)
            .sH(stride)
            .sW(stride)
            .pH(padding)
            .pW(padding)
            .paddingMode(PaddingMode.VALID)
            .dataFormat(LAYOUT)
            .build();
    SDVariable weight = parameter(name + ".weight", bound, kernel, kernel, in, out);
    return graph.cnn().conv2d(x, weight, parameter(name + ".bias", bound, out), config);
  }

  /** Transposed convolution with explicit padding; k4 s2 p1 doubles the side exactly. */
  public SDVariable upConv(
      String name, SDVariable x, int in, int out, int kernel, int stride, int padding) {
    double bound = bound((long) out * kernel * kernel);
    // SAME mode would fall off oneDNN (20 times slower).
    DeConv2DConfig config =
        DeConv2DConfig.builder()
            .kH(kernel)
            .kW(kernel)
            .sH(stride)
            .sW(stride)
            .pH(padding)
            .pW(padding)
            .isSameMode(false)
            .dataFormat(LAYOUT)
            .build();
    SDVariable weight = parameter(name + ".weight", bound, kernel, kernel, out, in);
    return graph.cnn().deconv2d(x, weight, parameter(name + ".bias", bound, out), config);
  }

  /**
   * Convolution of maps with the channels last, [batch, h, w, in] to [batch, h, w, out]: an odd
   * kernel is centred, an even one reaches one further down and to the right than up and to the
   * left. With kernels of few columns this is faster than channels first.
   */
  public SDVariable sameConv(String name, SDVariable x, int in, int out, int kernelH, int kernelW) {
    double bound = bound((long) in * kernelH * kernelW);
    SDVariable weight = parameter(name + ".weight", bound, kernelH, kernelW, in, out);
    SDVariable bias = parameter(name + ".bias", bound, out);
    return graph.cnn().conv2d(x, weight, bias, same(kernelH, kernelW));
  }

  /**
   * Convolution of a grid's maps that sees only what comes before in raster order: with a square
   * kernel, of which the first taps in that order count. Starts for ReLU: weights with the variance
   * of He et al. 2015 (arXiv 1502.01852) over the taps that count, uniform instead of normal;
   * biases at zero.
   *
   * @param x [width x height x batch, in]: a row for each place, column by column
   * @param kernel its side; odd
   * @param taps none below the middle row
   * @return [width x height x batch, out]
   */
  public SDVariable maskedConv(
      String name, SDVariable x, int height, int width, int in, int out, int kernel, int taps) {
    SDVariable weight =
        parameter(name + ".weight", reluBound((long) taps * in), kernel, kernel, in, out);
    SDVariable bias = parameter(name + ".bias", 0, out);
    MaskedConvolution.Grid grid = new MaskedConvolution.Grid(height, width, taps);
    return new MaskedConvolution(graph, x, weight, bias, grid).outputVariable();
  }

  private static Conv2DConfig same(long kernelH, long kernelW) {
    return Conv2DConfig.builder()
        .kH(kernelH)
        .kW(kernelW)
        .paddingMode(PaddingMode.SAME)
        .dataFormat("NHWC")
        .build();
  }

  /** Rows of a learned table, starting in U(-1, 1): whole numbers [n] to [n, out]. */
  public SDVariable embedding(String name, SDVariable which, int count, int out) {
    return embedding(name, which, count, out, 1);
  }

  /** Rows of a learned table, starting in U(-bound, bound): whole numbers [n] to [n, out]. */
  public SDVariable embedding(String name, SDVariable which, int count, int out, double bound) {
    return rows(parameter(name + ".table", bound, count, out), which, count);
  }

  /** Rows of a table: [count, width] and whole numbers [n] to [n, width]. */
  public SDVariable rows(SDVariable table, SDVariable which, int count) {
    return new Lookup(graph, table, which, count).outputVariable();
  }

  /** Sums of the rows [n, width] that have one number, [count, width]; without a gradient. */
  public SDVariable rowSums(SDVariable which, SDVariable rows, int count) {
    return new RowSums(graph, which, constant(rows), count).outputVariable();
  }

  /** Dense layer: [batch, in] to [batch, out]. */
  public SDVariable dense(String name, SDVariable x, int in, int out) {
    double bound = bound(in);
    SDVariable weight = parameter(name + ".weight", bound, in, out);
    return graph.nn().linear(x, weight, parameter(name + ".bias", bound, out));
  }

  /** Dense layer that starts like {@link #maskedConv}: [batch, in] to [batch, out]. */
  public SDVariable reluDense(String name, SDVariable x, int in, int out) {
    SDVariable weight = parameter(name + ".weight", reluBound(in), in, out);
    return graph.nn().linear(x, weight, parameter(name + ".bias", 0, out));
  }

  /** Dense layer without bias: [n, in] to [n, out]. */
  public SDVariable linear(String name, SDVariable x, int in, int out) {
    return graph.mmul(x, parameter(name + ".weight", bound(in), in, out));
  }

  /**
   * {@link #dense} for thousands of rows, over which the gradient of a bias takes longer than all
   * the rest; for few rows and many columns this one's is the slower.
   */
  public SDVariable tallDense(String name, SDVariable x, int in, int out) {
    double bound = bound(in);
    SDVariable weight = parameter(name + ".weight", bound, in, out);
    SDVariable bias = parameter(name + ".bias", bound, out);
    return new TallDense(graph, x, weight, bias).outputVariable();
  }

  /**
   * Rows [n, width] brought to mean 0 and variance 1 (Ba et al. 2016, arXiv 1607.06450), without
   * gain and offset. From operations whose gradients are fast: that of layer_norm, of a square and
   * of a product with a column are not.
   */
  public SDVariable layerNorm(SDVariable x) {
    SDVariable centred = x.sub(x.mean(true, 1));
    SDVariable variance = centred.mul(centred).mean(true, 1);
    SDVariable scale = graph.math().rsqrt(variance.add(LAYER_NORM_EPSILON));
    return centred.mul(graph.zerosLike(centred).add(scale));
  }

  /**
   * max(x, 0), not SameDiff's relu: that one differentiates through thresholdedrelu_bp, several
   * times slower.
   */
  public SDVariable relu(SDVariable x) {
    return new ScalarMax(graph, x, 0).outputVariable();
  }

  /** max(x, least); no gradient flows where x is not above. */
  public SDVariable atLeast(SDVariable x, double least) {
    return new ScalarMax(graph, x, least).outputVariable();
  }

  /** Hyperbolic tangent. */
  public SDVariable tanh(SDVariable x) {
    return new Tanh(graph, x).outputVariable();
  }

  /** Numbers of any shape as whole ones, [n]. */
  public SDVariable whole(SDVariable numbers) {
    return numbers.castTo(DataType.INT32).reshape(-1);
  }

  /**
   * Cross-entropy in nats, mean over the rows.
   *
   * @param logits [n, count]
   * @param classes [n]: whole numbers
   */
  public SDVariable crossEntropy(SDVariable logits, SDVariable classes) {
    return new CrossEntropy(graph, logits, classes).outputVariables()[0].sum();
  }

  /** Sum of two arrays of one shape. */
  public SDVariable sum(SDVariable a, SDVariable b) {
    return new Sum(graph, a, b).outputVariable();
  }

  /** The same values, through which no gradient flows. */
  public SDVariable constant(SDVariable x) {
    return new StopGradient(graph, x).outputVariable();
  }

  /** Gradient of a scalar with respect to an array that it hangs on, of that array's shape. */
  public SDVariable gradient(SDVariable scalar, SDVariable array) {
    return Gradients.of(scalar, array);
  }

  /** Columns [from, to) of a [batch, n] array. */
  public SDVariable columns(SDVariable x, int from, int to) {
    return graph.stridedSlice(
        x, new long[] {0, from}, new long[] {0, to}, new long[] {1, 1}, 1, 1, 0, 0, 0);
  }

  private static double bound(long fanIn) {
    return 1 / Math.sqrt(fanIn);
  }

  /** Of the uniform distribution with variance 2 / fanIn. */
  private static double reluBound(long fanIn) {
    return Math.sqrt(6.0 / fanIn);
  }
}
