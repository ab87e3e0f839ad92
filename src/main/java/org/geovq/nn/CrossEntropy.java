package org.geovq.nn;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Cross-entropy in nats, mean over rows, with its gradient: both come from one softmax, in a fifth
 * of the passes over the logits that the operations by themselves would make.
 *
 * <p>Inputs: logits [n, K], classes [n], whole numbers. Outputs: loss [1], slopes [n, K].
 */
final class CrossEntropy extends ComposedOperation {
  /** A chance below is taken from its logits: it has lost digits, or is no more than 0. */
  private static final float LEAST = 1e-30f;

  private static final int[] NONE = {};

  /** Numbers of the rows. */
  private INDArray rows;

  /** What is taken off where a row's class is. */
  private INDArray ones;

  CrossEntropy(SameDiff graph, SDVariable logits, SDVariable classes) {
    super(graph, 2, logits, classes);
  }

  @Override
  public String opName() {
    return "cross_entropy";
  }

  @Override
  long[][] outputShapes(long[][] inputs) {
    return new long[][] {{1}, inputs[0]};
  }

  @Override
  void execute(INDArray[] inputs, INDArray[] outputs) {
    INDArray slopes = outputs[1];
    softmax(inputs[0], slopes);
    long n = slopes.size(0);
    prepare(n);
    try (INDArray places = Nd4j.createUninitialized(DataType.INT32, n, 2);
        INDArray chances = Nd4j.createUninitialized(Network.TYPE, n)) {
      run("stack", places, new int[] {1}, rows, inputs[1]);
      run("gather_nd", chances, NONE, slopes, places);
      outputs[0].assign(nats(chances.toFloatVector(), inputs[0], inputs[1]) / n);
      run("scatter_nd_sub", slopes, NONE, slopes, places, ones);
    }
    slopes.divi(n);
  }

  private static double nats(float[] chances, INDArray logits, INDArray classes) {
    double sum = 0;
    for (int row = 0; row < chances.length; row++) {
      sum -=
          chances[row] >= LEAST
              ? Math.log(chances[row])
              : logChance(logits.getRow(row).toFloatVector(), classes.getInt(row));
    }
    return sum;
  }

  private static double logChance(float[] logits, int which) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - largest);
    }
    return logits[which] - largest - Math.log(sum);
  }

  /** On arrays of fewer dimensions it is not oneDNN's. */
  private static void softmax(INDArray logits, INDArray chances) {
    long[] shape = {1, logits.size(0), logits.size(1)};
    run("softmax", chances.reshape('c', shape), new int[] {2}, logits.reshape('c', shape));
  }

  private void prepare(long n) {
    if (rows == null || rows.length() != n) {
      rows = Nd4j.arange(n).castTo(DataType.INT32);
      ones = Nd4j.ones(Network.TYPE, n);
    }
  }

  @Override
  public List<SDVariable> doDiff(List<SDVariable> gradients) {
    return List.of(outputVariables()[1].mul(gradients.get(0)));
  }
}
