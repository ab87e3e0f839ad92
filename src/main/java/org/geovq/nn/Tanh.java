package org.geovq.nn;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.transforms.gradient.TanhDerivative;

/** oneDNN's hyperbolic tangent; SameDiff's own takes a power for each number. */
final class Tanh extends DynamicCustomOp {
  Tanh(SameDiff graph, SDVariable x) {
    super(null, graph, new SDVariable[] {x});
  }

  @Override
  public String opName() {
    return "tanh";
  }

  @Override
  public List<DataType> calculateOutputDataTypes(List<DataType> inputs) {
    return inputs;
  }

  @Override
  public List<SDVariable> doDiff(List<SDVariable> gradients) {
    return List.of(new TanhDerivative(sameDiff, arg(), gradients.get(0)).outputVariable());
  }
}
