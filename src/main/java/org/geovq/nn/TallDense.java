package org.geovq.nn;

import java.util.Collections;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.transforms.custom.XwPlusB;

/** A product with a bias on every row, whose gradient is oneDNN's; XwPlusB's sums down columns. */
final class TallDense extends XwPlusB {
  TallDense(SameDiff graph, SDVariable x, SDVariable weight, SDVariable bias) {
    super(graph, x, weight, bias);
  }

  @Override
  public List<SDVariable> doDiff(List<SDVariable> gradients) {
    SDVariable[] inputs = args();
    Backward backward = new Backward(sameDiff, inputs[0], inputs[1], inputs[2], gradients.get(0));
    return List.of(backward.outputVariables());
  }

  /** Gradients of the three inputs. */
  private static final class Backward extends DynamicCustomOp {
    Backward(SameDiff graph, SDVariable... inputs) {
      super(null, graph, inputs);
    }

    @Override
    public String opName() {
      return "xw_plus_b_bp";
    }

    @Override
    public int getNumOutputs() {
      return 3;
    }

    @Override
    public List<DataType> calculateOutputDataTypes(List<DataType> inputs) {
      return Collections.nCopies(3, Network.TYPE);
    }
  }
}
