package org.geovq.nn;

import java.util.Collections;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An operation that is a sequence of native ones on parts of arrays. {@link GraphSession} executes
 * it; SameDiff itself could not.
 */
abstract class ComposedOperation extends DynamicCustomOp {
  private final int outputs;

  ComposedOperation(SameDiff graph, int outputs, SDVariable... inputs) {
    super(null, graph, inputs);
    this.outputs = outputs;
  }

  /** Shapes of the outputs, by those of the inputs. */
  abstract long[][] outputShapes(long[][] inputs);

  /**
   * Computes the outputs.
   *
   * @param outputs to be overwritten; they hold anything before
   */
  abstract void execute(INDArray[] inputs, INDArray[] outputs);

  /** Executes a native operation with whole numbers as its arguments. */
  static void run(String operation, INDArray output, int[] arguments, INDArray... inputs) {
    Nd4j.exec(
        DynamicCustomOp.builder(operation)
            .addInputs(inputs)
            .addOutputs(output)
            .addIntegerArguments(arguments)
            .build());
  }

  @Override
  public abstract String opName();

  @Override
  public int getNumOutputs() {
    return outputs;
  }

  @Override
  public List<DataType> calculateOutputDataTypes(List<DataType> inputs) {
    return Collections.nCopies(outputs, Network.TYPE);
  }
}
