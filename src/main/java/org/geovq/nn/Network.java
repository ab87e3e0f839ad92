package org.geovq.nn;

import java.io.Serializable;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A network as its training loss. Everything that an example needs besides its input (noise, the
 * weight of a term, a label) comes as one row of conditions, so that a step is a function of its
 * arguments and the draws can be made from hashes.
 *
 * <p>Implementations are records: two equal networks have the same graph and the same parameters.
 */
public interface Network extends Serializable {

  /** Shape of one input without the batch dimension, such as [1, 28, 28]. */
  long[] inputShape();

  /** Length of one example's row of conditions. */
  int conditions();

  /**
   * Defines the loss.
   *
   * @param ops operations; they declare the parameters as they ask for them
   * @param input [batch, inputShape...]
   * @param conditions [batch, conditions]
   * @return scalar: mean over the batch
   */
  SDVariable loss(Ops ops, SDVariable input, SDVariable conditions);

  /**
   * Whether a parameter is a moving average instead of being learned: its gradient is by how much
   * it is to be lowered, whatever the learning rate.
   */
  default boolean isAverage(String parameter) {
    return false;
  }

  /** The network's parameters in the order of their first use. */
  default List<Parameter> parameters() {
    return parameters(Integer.MAX_VALUE);
  }

  /**
   * The same, where there is a bound on their values.
   *
   * @throws IllegalArgumentException if there are more than that
   */
  default List<Parameter> parameters(long most) {
    SameDiff graph = SameDiff.create();
    Ops ops = new Ops(graph, most);
    loss(
        ops, Ops.batch(graph, "input", inputShape()), Ops.batch(graph, "conditions", conditions()));
    return ops.parameters();
  }

  /** Number of trainable values. */
  default long parameterCount() {
    return parameters().stream().mapToLong(Parameter::length).sum();
  }

  /** The type of every array. */
  DataType TYPE = DataType.FLOAT;
}
