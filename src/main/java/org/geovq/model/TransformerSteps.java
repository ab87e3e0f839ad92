package org.geovq.model;

import java.util.Arrays;
import org.geovq.nn.Ops;
import org.geovq.nn.ParameterSet;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Steps of a {@link TransformerPrior}: the keys and values of earlier tokens are kept, so that a
 * step is a pass of one token. Dense layers are native products; the rest is Java, in arrays
 * [numbers, batch], so that all inner loops run over the images of the batch and along memory.
 */
final class TransformerSteps implements PriorSteps {
  private final TransformerPrior network;
  private final int batch;
  private final int width;
  private final StepMatrices matrices;
  private final Layer[] layers;
  private final INDArray headWeight;
  private final INDArray headBase;
  private final INDArray headInput;
  private final INDArray headOutput;
  private final int[] begin;

  /** [width, batch]: the token on its way through the layers. */
  private final float[] x;

  /** [width, batch]: what a layer reads, and what it adds. */
  private final float[] part;

  /** [batch] each. */
  private final float[] mean;

  private final float[] scale;
  private final float[] logits;

  TransformerSteps(TransformerPrior network, ParameterSet parameters, int batchSize) {
    this.network = network;
    this.batch = batchSize;
    this.width = network.width();
    this.matrices = new StepMatrices(parameters);
    layers = new Layer[network.layers()];
    for (int i = 0; i < layers.length; i++) {
      layers[i] = new Layer("layer" + (i + 1));
    }
    headWeight = matrices.weight("head.weight", width, network.codes());
    headBase = matrices.repeated(matrices.values("head.bias"), batch);
    headInput = matrices.zeros(batch, width);
    headOutput = matrices.zeros(network.codes(), batch);
    begin = new int[batch];
    x = new float[width * batch];
    part = new float[width * batch];
    mean = new float[batch];
    scale = new float[batch];
    logits = new float[batch * network.codes()];
  }

  @Override
  public void start(int[] labels) {
    for (int i = 0; i < batch; i++) {
      int label = network.classes() == 0 ? 0 : PriorInput.label(network, labels[i]);
      begin[i] = network.codes() + label;
    }
  }

  @Override
  public float[] logits(int position, int[] previous) {
    embed(position, position == 0 ? begin : previous);
    for (Layer layer : layers) {
      layer.run(position);
    }
    normalize();
    StepMatrices.write(part, headInput);
    headOutput.assign(headBase);
    Nd4j.gemm(headWeight, headInput, headOutput, false, true, 1, 1);
    StepMatrices.read(headOutput, logits);
    return logits;
  }

  private void embed(int position, int[] tokens) {
    float[] token = matrices.values("token.table");
    float[] place = matrices.values("position.table");
    for (int d = 0; d < width; d++) {
      float here = place[position * width + d];
      for (int i = 0; i < batch; i++) {
        x[d * batch + i] = token[tokens[i] * width + d] + here;
      }
    }
  }

  /** The token, normalised as in {@link Ops#layerNorm}, to the part. */
  private void normalize() {
    Arrays.fill(mean, 0);
    for (int d = 0; d < width; d++) {
      for (int i = 0; i < batch; i++) {
        mean[i] += x[d * batch + i];
      }
    }
    for (int i = 0; i < batch; i++) {
      mean[i] /= width;
    }
    Arrays.fill(scale, 0);
    for (int d = 0; d < width; d++) {
      for (int i = 0; i < batch; i++) {
        float centred = x[d * batch + i] - mean[i];
        part[d * batch + i] = centred;
        scale[i] += centred * centred;
      }
    }
    for (int i = 0; i < batch; i++) {
      scale[i] = (float) (1 / Math.sqrt(scale[i] / width + Ops.LAYER_NORM_EPSILON));
    }
    for (int d = 0; d < width; d++) {
      multiply(part, d * batch, scale);
    }
  }

  /** Multiplies a row of a number of every image. */
  private void multiply(float[] rows, int from, float[] factors) {
    for (int i = 0; i < batch; i++) {
      rows[from + i] *= factors[i];
    }
  }

  /** Adds what a layer has made of the part. */
  private void addPart() {
    for (int i = 0; i < x.length; i++) {
      x[i] += part[i];
    }
  }

  /** A dense layer without bias, with its input and its output. */
  private final class Dense {
    private final INDArray weight;
    private final INDArray input;
    private final INDArray output;

    Dense(String name, int in, int out) {
      this(name, matrices.zeros(batch, in), out);
    }

    Dense(String name, INDArray input, int out) {
      this.input = input;
      weight = matrices.weight(name + ".weight", input.columns(), out);
      output = matrices.zeros(batch, out);
    }

    /** [in, batch] to [out, batch]. */
    void run(float[] from, float[] to) {
      StepMatrices.write(from, input);
      run();
      StepMatrices.read(output, to);
    }

    void run() {
      Nd4j.gemm(input, weight, output, false, true, 1, 0);
    }
  }

  /** One layer with its past. */
  private final class Layer {
    private final Dense attention;
    private final Dense out;
    private final Dense up;
    private final Dense down;

    /** [queries, keys and values of all heads, batch]. */
    private final float[] current = new float[3 * width * batch];

    /** [positions, width, batch] each. */
    private final float[] keys = new float[network.positions() * width * batch];

    private final float[] values = new float[keys.length];

    /** [positions, batch]: of one head. */
    private final float[] weights = new float[network.positions() * batch];

    private final float[] largest = new float[batch];
    private final float[] sum = new float[batch];

    Layer(String name) {
      attention = new Dense(name + ".attention", width, 3 * width);
      out = new Dense(name + ".out", width, width);
      up = new Dense(name + ".up", width, 4 * width);
      down = new Dense(name + ".down", up.output, width);
    }

    void run(int position) {
      normalize();
      attention.run(part, current);
      int token = width * batch;
      System.arraycopy(current, token, keys, position * token, token);
      System.arraycopy(current, 2 * token, values, position * token, token);
      Arrays.fill(part, 0);
      for (int h = 0; h < network.heads(); h++) {
        attend(h * network.headWidth(), position);
      }
      out.run(part, part);
      addPart();
      normalize();
      StepMatrices.write(part, up.input);
      up.run();
      Transforms.relu(up.output, false);
      down.run();
      StepMatrices.read(down.output, part);
      addPart();
    }

    /**
     * Writes what a head, whose numbers start at the given one, sees into its place in the part.
     */
    private void attend(int from, int position) {
      weigh(from, position);
      softmax(position + 1);
      for (int p = 0; p <= position; p++) {
        for (int d = from; d < from + network.headWidth(); d++) {
          addProducts(weights, p * batch, values, (p * width + d) * batch, part, d * batch);
        }
      }
    }

    /** The query's products with all keys. */
    private void weigh(int from, int position) {
      Arrays.fill(weights, 0, (position + 1) * batch, 0);
      for (int p = 0; p <= position; p++) {
        for (int d = from; d < from + network.headWidth(); d++) {
          addProducts(current, d * batch, keys, (p * width + d) * batch, weights, p * batch);
        }
      }
    }

    /** Of the weights over the root of the head's width, over the positions. */
    private void softmax(int count) {
      Arrays.fill(largest, Float.NEGATIVE_INFINITY);
      for (int p = 0; p < count; p++) {
        for (int i = 0; i < batch; i++) {
          largest[i] = Math.max(largest[i], weights[p * batch + i]);
        }
      }
      Arrays.fill(sum, 0);
      double factor = 1 / Math.sqrt(network.headWidth());
      for (int p = 0; p < count; p++) {
        for (int i = 0; i < batch; i++) {
          int at = p * batch + i;
          weights[at] = (float) Math.exp(factor * (weights[at] - largest[i]));
          sum[i] += weights[at];
        }
      }
      for (int i = 0; i < batch; i++) {
        sum[i] = 1 / sum[i];
      }
      for (int p = 0; p < count; p++) {
        multiply(weights, p * batch, sum);
      }
    }
  }

  /** sums += a b, image by image. */
  private void addProducts(float[] a, int atA, float[] b, int atB, float[] sums, int at) {
    for (int i = 0; i < batch; i++) {
      sums[at + i] += a[atA + i] * b[atB + i];
    }
  }

  @Override
  public void close() {
    matrices.close();
  }
}
