package org.geovq.model;

import java.util.Arrays;
import org.geovq.nn.Ops;
import org.geovq.nn.ParameterSet;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Steps of a {@link TransformerPrior}: the keys and values of earlier tokens are kept, so that a
 * step is a pass of one token. Dense layers are native products, the rest is Java: [batch, width]
 * of one token is little work for many native calls.
 */
final class TransformerSteps implements PriorSteps {
  private final TransformerPrior network;
  private final int batch;
  private final StepMatrices matrices;
  private final Layer[] layers;
  private final Dense head;
  private final int[] begin;

  /** [batch, width]: the token on its way through the layers. */
  private final float[] x;

  /** [batch, width]: what a layer reads, and what it adds. */
  private final float[] part;

  private final float[] logits;

  TransformerSteps(TransformerPrior network, ParameterSet parameters, int batchSize) {
    this.network = network;
    this.batch = batchSize;
    this.matrices = new StepMatrices(parameters);
    layers = new Layer[network.layers()];
    for (int i = 0; i < layers.length; i++) {
      layers[i] = new Layer("layer" + (i + 1));
    }
    head = new Dense("head", network.width(), network.codes());
    begin = new int[batch];
    x = new float[batch * network.width()];
    part = new float[x.length];
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
    head.run(part, logits);
    return logits;
  }

  private void embed(int position, int[] tokens) {
    int width = network.width();
    float[] token = matrices.values("token.table");
    float[] place = matrices.values("position.table");
    for (int i = 0; i < x.length; i++) {
      x[i] = token[tokens[i / width] * width + i % width] + place[position * width + i % width];
    }
  }

  /** The token, normalised as in {@link Ops#layerNorm}, to the part. */
  private void normalize() {
    int width = network.width();
    for (int from = 0; from < x.length; from += width) {
      double sum = 0;
      double squares = 0;
      for (int i = from; i < from + width; i++) {
        sum += x[i];
        squares += (double) x[i] * x[i];
      }
      double mean = sum / width;
      double variance = Math.max(0, squares / width - mean * mean);
      double scale = 1 / Math.sqrt(variance + Ops.LAYER_NORM_EPSILON);
      for (int i = from; i < from + width; i++) {
        part[i] = (float) ((x[i] - mean) * scale);
      }
    }
  }

  private void addPart() {
    for (int i = 0; i < x.length; i++) {
      x[i] += part[i];
    }
  }

  /** A dense layer with its input and its output. */
  private final class Dense {
    private final INDArray weight;
    private final INDArray base;
    private final INDArray input;
    private final INDArray output;

    Dense(String name, int in, int out) {
      this(name, matrices.zeros(in, batch), out);
    }

    Dense(String name, INDArray input, int out) {
      this.input = input;
      weight = matrices.weight(name + ".weight", input.rows(), out);
      base = matrices.repeated(matrices.values(name + ".bias"), batch);
      output = matrices.zeros(out, batch);
    }

    /** [batch, in] to [batch, out]. */
    void run(float[] from, float[] to) {
      StepMatrices.write(from, input);
      run();
      StepMatrices.read(output, to);
    }

    void run() {
      StepMatrices.affine(weight, input, base, output);
    }
  }

  /** One layer with its past. */
  private final class Layer {
    private final int width = network.width();
    private final int headWidth = network.headWidth();
    private final int positions = network.positions();
    private final Dense attention;
    private final Dense out;
    private final Dense up;
    private final Dense down;

    /** [batch, queries, keys and values of all heads]. */
    private final float[] current = new float[batch * 3 * width];

    /** [batch, width, positions]: loops over the past run along memory. */
    private final float[] keys = new float[batch * width * positions];

    /** [batch, heads, positions, headWidth]. */
    private final float[] values = new float[batch * width * positions];

    private final float[] weights = new float[positions];

    Layer(String name) {
      attention = new Dense(name + ".attention", width, 3 * width);
      out = new Dense(name + ".out", width, width);
      up = new Dense(name + ".up", width, 4 * width);
      down = new Dense(name + ".down", up.output, width);
    }

    void run(int position) {
      normalize();
      attention.run(part, current);
      for (int i = 0; i < batch; i++) {
        keep(i, position);
        for (int h = 0; h < network.heads(); h++) {
          attend(i, h, position);
        }
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

    /** Adds the current keys and values to the past. */
    private void keep(int image, int position) {
      int at = image * 3 * width;
      for (int i = 0; i < width; i++) {
        keys[(image * width + i) * positions + position] = current[at + width + i];
      }
      for (int h = 0; h < network.heads(); h++) {
        int from = at + 2 * width + h * headWidth;
        System.arraycopy(current, from, values, value(image, h, position), headWidth);
      }
    }

    private int value(int image, int head, int position) {
      return ((image * network.heads() + head) * positions + position) * headWidth;
    }

    /** Writes what a head sees into its place in the part. */
    private void attend(int image, int head, int position) {
      weigh(image, head, position);
      int to = image * width + head * headWidth;
      Arrays.fill(part, to, to + headWidth, 0);
      for (int p = 0; p <= position; p++) {
        float weight = weights[p];
        int from = value(image, head, p);
        for (int d = 0; d < headWidth; d++) {
          part[to + d] += weight * values[from + d];
        }
      }
    }

    /** Softmax of the query's products with all keys. */
    private void weigh(int image, int head, int position) {
      Arrays.fill(weights, 0, position + 1, 0);
      int query = image * 3 * width + head * headWidth;
      float scale = (float) (1 / Math.sqrt(headWidth));
      for (int d = 0; d < headWidth; d++) {
        float q = current[query + d] * scale;
        int key = (image * width + head * headWidth + d) * positions;
        for (int p = 0; p <= position; p++) {
          weights[p] += q * keys[key + p];
        }
      }
      softmax(weights, position + 1);
    }
  }

  private static void softmax(float[] scores, int count) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, scores[i]);
    }
    double sum = 0;
    for (int i = 0; i < count; i++) {
      scores[i] = (float) Math.exp(scores[i] - largest);
      sum += scores[i];
    }
    float factor = (float) (1 / sum);
    for (int i = 0; i < count; i++) {
      scores[i] *= factor;
    }
  }

  @Override
  public void close() {
    matrices.close();
  }
}
