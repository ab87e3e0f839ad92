package org.geovq.model;

import java.util.Arrays;
import org.geovq.nn.ParameterSet;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Steps of a {@link GatedPixelCnn}. The vertical stack sees only the rows above: it is computed for
 * a whole row when its first position is asked for, from its last two rows. The horizontal stack is
 * computed one position at a time, from its last two.
 *
 * <p>The network turns the grid by half a turn; here it is the right way round, and what a kernel's
 * tap finds down and to the right there lies up and to the left here. Activations of a row are
 * [channels, columns x batch].
 */
final class GatedPixelCnnSteps implements PriorSteps {
  private static final int KERNEL_WIDTH = 3;

  private final GatedPixelCnn network;
  private final int batch;
  private final StepMatrices matrices;
  private final Layer[] layers;

  /** Embedded codes of even and of odd rows. */
  private final INDArray[] codes = new INDArray[2];

  private final float[] gathered;
  private final INDArray embedded;

  /** What the horizontal stack gets at the first column. */
  private final INDArray nothing;

  private final INDArray headWeight;
  private final INDArray headBase;
  private final INDArray headInput;
  private final INDArray headOutput;
  private final float[] logits;

  GatedPixelCnnSteps(GatedPixelCnn network, ParameterSet parameters, int batchSize) {
    this.network = network;
    this.batch = batchSize;
    this.matrices = new StepMatrices(parameters);
    int channels = network.channels();
    layers = new Layer[network.layers()];
    for (int i = 0; i < layers.length; i++) {
      layers[i] = new Layer("layer" + (i + 1));
    }
    codes[0] = row();
    codes[1] = row();
    gathered = new float[batch * channels];
    embedded = matrices.zeros(channels, batch);
    nothing = matrices.zeros(channels, batch);
    headWeight = matrices.weight("head.weight", channels, network.codes());
    headBase = matrices.repeated(matrices.values("head.bias"), batch);
    headInput = matrices.zeros(channels, batch);
    headOutput = matrices.zeros(network.codes(), batch);
    logits = new float[batch * network.codes()];
  }

  private INDArray row() {
    return matrices.zeros(network.channels(), network.gridWidth() * batch);
  }

  /** Images of a column. */
  private INDArray column(INDArray row, int column) {
    return columns(row, column, column + 1);
  }

  private INDArray columns(INDArray row, int from, int to) {
    return StepMatrices.columns(row, from * batch, to * batch);
  }

  @Override
  public void start(int[] labels) {
    codes[0].assign(0);
    codes[1].assign(0);
    for (Layer layer : layers) {
      layer.start(labels);
    }
  }

  @Override
  public float[] logits(int position, int[] previous) {
    int row = position / network.gridWidth();
    int column = position % network.gridWidth();
    if (position > 0) {
      embed(position - 1, previous);
    }
    if (column == 0) {
      startRow(row);
    }
    INDArray x = column == 0 ? nothing : column(codes[row % 2], column - 1);
    INDArray left = column > 1 ? column(codes[row % 2], column - 2) : nothing;
    for (Layer layer : layers) {
      layer.horizontal(column, x, left);
      x = layer.horizontal[column % 2];
      left = layer.horizontal[1 - column % 2];
    }
    headInput.assign(x);
    Transforms.relu(headInput, false);
    StepMatrices.affine(headWeight, headInput, headBase, headOutput);
    StepMatrices.read(headOutput, logits);
    return logits;
  }

  private void embed(int position, int[] chosen) {
    int channels = network.channels();
    float[] table = matrices.values("embedding.table");
    for (int i = 0; i < batch; i++) {
      System.arraycopy(table, chosen[i] * channels, gathered, i * channels, channels);
    }
    StepMatrices.write(gathered, embedded);
    int width = network.gridWidth();
    column(codes[position / width % 2], position % width).assign(embedded);
  }

  /** The vertical stack gets the codes one row down; above the first there are zeros. */
  private void startRow(int row) {
    INDArray x = codes[1 - row % 2];
    INDArray above = codes[row % 2];
    for (Layer layer : layers) {
      layer.vertical(row, x, above);
      x = layer.vertical[row % 2];
      above = layer.vertical[1 - row % 2];
    }
  }

  /** A weight's outputs that are squashed and those that gate them. */
  private INDArray[] halves(String name, int tap) {
    int c = network.channels();
    return new INDArray[] {
      matrices.weight(name, tap, c, 2 * c, 0, c), matrices.weight(name, tap, c, 2 * c, c, 2 * c)
    };
  }

  private INDArray[][] taps(String name, int count) {
    INDArray[][] taps = new INDArray[count][];
    Arrays.setAll(taps, tap -> halves(name, tap));
    return taps;
  }

  /** One layer of both stacks. Pairs of arrays are for what is squashed and what gates it. */
  private final class Layer {
    private final String name;
    private final INDArray[][] verticalTaps;
    private final INDArray[][] horizontalTaps;
    private final INDArray[] acrossWeight;
    private final INDArray outWeight;
    private final INDArray[] verticalBase = {row(), row()};
    private final INDArray[] horizontalBase = {row(), row()};
    private final INDArray outBase;
    private final INDArray[] verticalSums = {row(), row()};

    /** Without what comes from the left; for the whole row. */
    private final INDArray[] horizontalSums = {row(), row()};

    private final INDArray gated = matrices.zeros(network.channels(), batch);

    /** Of even and of odd rows. */
    private final INDArray[] vertical = {row(), row()};

    /** Of even and of odd columns. */
    private final INDArray[] horizontal = {
      matrices.zeros(network.channels(), batch), matrices.zeros(network.channels(), batch)
    };

    Layer(String name) {
      this.name = name;
      verticalTaps = taps(name + ".vertical.weight", 2 * KERNEL_WIDTH);
      horizontalTaps = taps(name + ".horizontal.weight", 2);
      acrossWeight = halves(name + ".across.weight", 0);
      outWeight = matrices.weight(name + ".out.weight", network.channels(), network.channels());
      outBase = matrices.repeated(matrices.values(name + ".out.bias"), batch);
    }

    void start(int[] labels) {
      float[] across = matrices.values(name + ".across.bias");
      base(name + ".vertical", new float[across.length], labels, verticalBase);
      base(name + ".horizontal", across, labels, horizontalBase);
    }

    /** Biases, and the vectors of the images' classes. */
    private void base(String stack, float[] more, int[] labels, INDArray[] halves) {
      int c = network.channels();
      float[] bias = matrices.values(stack + ".bias");
      for (int half = 0; half < 2; half++) {
        float[] base = new float[network.gridWidth() * batch * c];
        for (int i = 0; i < base.length; i++) {
          int from = half * c + i % c;
          base[i] = bias[from] + more[from];
          if (network.classes() > 0) {
            int label = PriorInput.label(network, labels[i / c % batch]);
            base[i] += matrices.values(stack + ".class.table")[label * 2 * c + from];
          }
        }
        StepMatrices.write(base, halves[half]);
      }
    }

    /**
     * A row of the vertical stack, and what it gives to the horizontal one.
     *
     * @param above the row before; not read in the first
     */
    void vertical(int row, INDArray x, INDArray above) {
      INDArray result = vertical[row % 2];
      for (int half = 0; half < 2; half++) {
        verticalSums[half].assign(verticalBase[half]);
        addTaps(0, half, x);
        if (row > 0) {
          addTaps(KERNEL_WIDTH, half, above);
        }
      }
      gate(verticalSums, result);
      for (int half = 0; half < 2; half++) {
        StepMatrices.affine(acrossWeight[half], result, horizontalBase[half], horizontalSums[half]);
      }
    }

    /** The taps of a row of the kernel find the column to the right, the same and the left one. */
    private void addTaps(int tap, int half, INDArray x) {
      INDArray sum = verticalSums[half];
      int width = network.gridWidth();
      StepMatrices.addProduct(verticalTaps[tap + 1][half], x, sum);
      if (width > 1) {
        StepMatrices.addProduct(
            verticalTaps[tap][half], columns(x, 1, width), columns(sum, 0, width - 1));
        StepMatrices.addProduct(
            verticalTaps[tap + 2][half], columns(x, 0, width - 1), columns(sum, 1, width));
      }
    }

    /**
     * A column of the horizontal stack.
     *
     * @param left the column before; not read in the first
     */
    void horizontal(int column, INDArray x, INDArray left) {
      INDArray[] sums = {column(horizontalSums[0], column), column(horizontalSums[1], column)};
      for (int half = 0; half < 2; half++) {
        StepMatrices.addProduct(horizontalTaps[0][half], x, sums[half]);
        if (column > 0) {
          StepMatrices.addProduct(horizontalTaps[1][half], left, sums[half]);
        }
      }
      gate(sums, gated);
      INDArray result = horizontal[column % 2];
      StepMatrices.affine(outWeight, gated, outBase, result);
      result.addi(x);
    }

    private static void gate(INDArray[] sums, INDArray result) {
      Transforms.tanh(sums[0], false);
      Transforms.sigmoid(sums[1], false);
      sums[0].muli(sums[1], result);
    }
  }

  @Override
  public void close() {
    matrices.close();
  }
}
