package org.geovq.nn;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A convolution of stride 1, as large as its input, of which only the first taps of the kernel in
 * raster order count, as a sum of matrix products, one for each tap and column: what is masked or
 * lies outside the grid costs nothing. Rows of all matrices are the grid's places by (column, row,
 * image), so that a column's rows from any one on follow each other.
 *
 * <p>Inputs: maps [width x height x batch, in], weight [kernelH, kernelW, in, out], bias [out].
 * Output: maps [width x height x batch, out].
 */
final class MaskedConvolution extends ComposedOperation {
  private final Grid grid;

  /**
   * @param taps of the kernel that count; none in the rows below its centre
   */
  record Grid(int height, int width, int taps) {}

  MaskedConvolution(SameDiff graph, SDVariable x, SDVariable weight, SDVariable bias, Grid grid) {
    super(graph, 1, x, weight, bias);
    this.grid = grid;
  }

  @Override
  public String opName() {
    return "masked_convolution";
  }

  @Override
  long[][] outputShapes(long[][] inputs) {
    return new long[][] {{inputs[0][0], inputs[1][3]}};
  }

  @Override
  void execute(INDArray[] inputs, INDArray[] outputs) {
    INDArray x = inputs[0];
    INDArray weight = byTaps(inputs[1]);
    INDArray bias = inputs[2].reshape(1, inputs[2].length());
    product(Nd4j.ones(x.size(0), 1), bias, outputs[0], false, false, 0);
    eachTap(
        grid,
        inputs[1].shape(),
        x.size(0),
        (from, to, places, tap) ->
            product(
                rows(x, from, places),
                rows(weight, tap * x.size(1), x.size(1)),
                rows(outputs[0], to, places),
                false,
                false,
                1));
  }

  @Override
  public List<SDVariable> doDiff(List<SDVariable> gradients) {
    SDVariable[] inputs = args();
    Backward backward =
        new Backward(getSameDiff(), inputs[0], inputs[1], inputs[2], gradients.get(0), grid);
    return List.of(backward.outputVariables());
  }

  /** Gradients of {@link MaskedConvolution}'s inputs, by these and the gradient of its output. */
  private static final class Backward extends ComposedOperation {
    private final Grid grid;

    Backward(
        SameDiff graph,
        SDVariable x,
        SDVariable weight,
        SDVariable bias,
        SDVariable gradient,
        Grid grid) {
      super(graph, 3, x, weight, bias, gradient);
      this.grid = grid;
    }

    @Override
    public String opName() {
      return "masked_convolution_bp";
    }

    @Override
    long[][] outputShapes(long[][] inputs) {
      return new long[][] {inputs[0], inputs[1], inputs[2]};
    }

    @Override
    void execute(INDArray[] inputs, INDArray[] outputs) {
      INDArray x = inputs[0];
      INDArray gradient = inputs[3];
      INDArray weight = byTaps(inputs[1]);
      INDArray ofWeight = byTaps(outputs[1]);
      INDArray ofBias = outputs[2].reshape(1, outputs[2].length());
      product(Nd4j.ones(1, x.size(0)), gradient, ofBias, false, false, 0);
      outputs[0].assign(0);
      outputs[1].assign(0);
      eachTap(
          grid,
          inputs[1].shape(),
          x.size(0),
          (from, to, places, tap) -> {
            INDArray y = rows(gradient, to, places);
            long at = tap * x.size(1);
            product(y, rows(weight, at, x.size(1)), rows(outputs[0], from, places), false, true, 1);
            product(rows(x, from, places), y, rows(ofWeight, at, x.size(1)), true, false, 1);
          });
    }
  }

  /** Runs of places that a tap connects. */
  private interface Run {
    /**
     * @param from first place that is read
     * @param to first place that is written
     * @param places how many
     * @param tap of the kernel
     */
    void add(long from, long to, long places, long tap);
  }

  private static void eachTap(Grid grid, long[] kernel, long rows, Run run) {
    long batch = rows / ((long) grid.height() * grid.width());
    long column = grid.height() * batch;
    for (int tap = 0; tap < grid.taps(); tap++) {
      long up = kernel[0] / 2 - tap / kernel[1];
      long right = tap % kernel[1] - kernel[1] / 2;
      long first = Math.max(0, -right);
      long columns = Math.min(grid.width(), grid.width() - right) - first;
      if (columns <= 0 || up >= grid.height()) {
        continue;
      }
      if (up == 0) {
        run.add((first + right) * column, first * column, columns * column, tap);
        continue;
      }
      for (long c = first; c < first + columns; c++) {
        run.add((c + right) * column, c * column + up * batch, column - up * batch, tap);
      }
    }
  }

  private static INDArray byTaps(INDArray weight) {
    return weight.reshape('c', weight.length() / weight.size(3), weight.size(3));
  }

  /** A view; INDArray.get makes a scalar of rows of some views. */
  private static INDArray rows(INDArray matrix, long from, long count) {
    long columns = matrix.size(1);
    return Nd4j.create(
        matrix.data(),
        new long[] {count, columns},
        new long[] {columns, 1},
        matrix.offset() + from * columns,
        'c');
  }

  /** c = a b + beta c. */
  private static void product(
      INDArray a, INDArray b, INDArray c, boolean transposeA, boolean transposeB, double beta) {
    Nd4j.exec(
        DynamicCustomOp.builder("matmul")
            .addInputs(a, b)
            .addOutputs(c)
            .addIntegerArguments(transposeA ? 1 : 0, transposeB ? 1 : 0, 0)
            .addFloatingPointArguments(1.0, beta)
            .build());
  }
}
