package org.geovq.nn;

import java.nio.FloatBuffer;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Sums of the rows that have one number, for each number, in the order of the rows: what a product
 * with one-hot rows would give, of which all but one in count is zero.
 *
 * <p>Inputs: which [n], whole numbers below count, rows [n, width]. Output: [count, width]. Has no
 * gradient.
 */
final class RowSums extends ComposedOperation {
  private final int count;

  RowSums(SameDiff graph, SDVariable which, SDVariable rows, int count) {
    super(graph, 1, which, rows);
    this.count = count;
  }

  @Override
  public String opName() {
    return "row_sums";
  }

  @Override
  long[][] outputShapes(long[][] inputs) {
    return new long[][] {{count, inputs[1][1]}};
  }

  @Override
  void execute(INDArray[] inputs, INDArray[] outputs) {
    int[] which = inputs[0].toIntVector();
    int width = (int) inputs[1].size(1);
    float[] rows = read(inputs[1]);
    float[] sums = new float[count * width];
    for (int i = 0; i < which.length; i++) {
      for (int c = 0; c < width; c++) {
        sums[which[i] * width + c] += rows[i * width + c];
      }
    }
    try (INDArray made = Nd4j.create(sums, new long[] {count, width})) {
      outputs[0].assign(made);
    }
  }

  /** Row after row. */
  private static float[] read(INDArray rows) {
    Nd4j.getAffinityManager().ensureLocation(rows, Location.HOST);
    FloatBuffer all = rows.data().asNioFloat();
    float[] read = new float[(int) rows.length()];
    all.position((int) rows.offset());
    all.get(read);
    return read;
  }

  @Override
  public List<SDVariable> doDiff(List<SDVariable> gradients) {
    throw new UnsupportedOperationException(opName() + " has no gradient");
  }
}
