package org.geovq.nn;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Rows of a table. As a product with one-hot rows it would be a tenth of a prior's work; the
 * gradient of SameDiff's gather takes an array for each row.
 *
 * <p>Inputs: table [count, width], which [n], whole numbers. Output: [n, width].
 */
final class Lookup extends ComposedOperation {
  private final int count;

  Lookup(SameDiff graph, SDVariable table, SDVariable which, int count) {
    super(graph, 1, table, which);
    this.count = count;
  }

  @Override
  public String opName() {
    return "lookup";
  }

  @Override
  long[][] outputShapes(long[][] inputs) {
    return new long[][] {{inputs[1][0], inputs[0][1]}};
  }

  @Override
  void execute(INDArray[] inputs, INDArray[] outputs) {
    run("gather", outputs[0], new int[] {0}, inputs);
  }

  @Override
  public List<SDVariable> doDiff(List<SDVariable> gradients) {
    return List.of(new RowSums(getSameDiff(), args()[1], gradients.get(0), count).outputVariable());
  }
}
