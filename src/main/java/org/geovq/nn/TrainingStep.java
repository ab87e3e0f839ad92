package org.geovq.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.array.SingleThreadArrayHolder;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The loss of a network and its gradients in one pass over the graph. Building and differentiating
 * the graph costs as much as several steps, so each thread keeps the one it used last:
 * Deeplearning4j Spark makes a new model at every averaging.
 */
final class TrainingStep {
  private static final ThreadLocal<TrainingStep> LAST = new ThreadLocal<>();
  private final Network network;
  private final SameDiff graph = SameDiff.create();
  private final String loss;
  private Map<String, INDArray> bound;

  private TrainingStep(Network network) {
    this.network = network;
    // Parameters are views of DL4J's flat array, which the default holder would copy.
    graph.setArrayHolders(new SingleThreadArrayHolder(), new SingleThreadArrayHolder(), false);
    SDVariable input = Ops.batch(graph, "input", network.inputShape());
    SDVariable conditions = Ops.batch(graph, "conditions", network.conditions());
    loss = network.loss(new Ops(graph), input, conditions).name();
    graph.setLossVariables(loss);
    Quietly.run(graph::createGradFunction);
  }

  static TrainingStep of(Network network) {
    TrainingStep step = LAST.get();
    if (step == null || !step.network.equals(network)) {
      step = new TrainingStep(network);
      LAST.set(step);
    }
    return step;
  }

  /**
   * Computes the loss and writes its gradients.
   *
   * @param parameters name to array; kept, not copied
   * @param gradients name to array of the same shape, overwritten
   * @return the loss, mean over the batch
   */
  double run(
      INDArray input,
      INDArray conditions,
      Map<String, INDArray> parameters,
      Map<String, INDArray> gradients) {
    bind(parameters);
    List<String> names = new ArrayList<>(parameters.keySet());
    var result =
        graph.calculateGradientsAndOutputs(
            Map.of("input", input, "conditions", conditions), List.of(loss), names);
    result.getGradients().forEach((name, gradient) -> gradients.get(name).assign(gradient));
    return result.getOutputs().get(loss).getDouble(0);
  }

  private void bind(Map<String, INDArray> parameters) {
    if (bound != parameters) {
      parameters.forEach(
          (name, array) -> graph.associateArrayWithVariable(array, graph.getVariable(name)));
      bound = parameters;
    }
  }
}
