package org.geovq.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The loss of a network and its gradients in one pass over the graph. For one thread at a time;
 * kept with its {@link WorkerModel}, since building and differentiating the graph costs as much as
 * several steps.
 */
final class TrainingStep implements AutoCloseable {
  private final GraphSession session;
  private final String loss;
  private final Map<String, String> gradientNames = new LinkedHashMap<>();
  private Map<String, INDArray> bound;
  private Map<String, INDArray> boundInto;

  TrainingStep(Network network) {
    this(network, (operation, inputs, nanos) -> {});
  }

  /**
   * @param watch is told what was executed
   */
  TrainingStep(Network network, Program.Watch watch) {
    SameDiff graph = SameDiff.create();
    SDVariable input = Ops.batch(graph, "input", network.inputShape());
    SDVariable conditions = Ops.batch(graph, "conditions", network.conditions());
    Ops ops = new Ops(graph);
    SDVariable scalar = network.loss(ops, input, conditions);
    loss = scalar.name();
    Map<String, SDVariable> gradients = Gradients.of(scalar);
    for (Parameter p : ops.parameters()) {
      gradientNames.put(p.name(), gradients.get(p.name()).name());
    }
    List<String> outputs = new ArrayList<>(gradientNames.values());
    outputs.add(loss);
    session = new GraphSession(graph, outputs, watch);
  }

  /**
   * Computes the loss and writes its gradients.
   *
   * @param parameters name to array; kept, not copied
   * @param into name to array of the same shape, overwritten by the gradients; kept
   * @return the loss, mean over the batch
   */
  double run(
      INDArray input,
      INDArray conditions,
      Map<String, INDArray> parameters,
      Map<String, INDArray> into) {
    bind(parameters, into);
    return session.run(
        Map.of("input", input, "conditions", conditions),
        results -> results.get(loss).getDouble(0));
  }

  @Override
  public void close() {
    session.close();
  }

  private void bind(Map<String, INDArray> parameters, Map<String, INDArray> into) {
    if (bound != parameters || boundInto != into) {
      Map<String, INDArray> targets = new LinkedHashMap<>();
      gradientNames.forEach((name, gradient) -> targets.put(gradient, into.get(name)));
      session.bind(parameters, targets);
      bound = parameters;
      boundInto = into;
    }
  }
}
