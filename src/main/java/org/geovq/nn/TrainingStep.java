package org.geovq.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.array.SingleThreadArrayHolder;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The loss of a network and its gradients in one pass over the graph. For one thread at a time;
 * kept with its {@link WorkerModel}, since building and differentiating the graph costs as much as
 * several steps.
 */
final class TrainingStep implements AutoCloseable {
  private final Network network;
  private final SameDiff graph = SameDiff.create();
  private final GraphSession gradients;
  private final String loss;
  private final Map<String, String> gradientNames = new LinkedHashMap<>();
  private Map<String, INDArray> bound;

  TrainingStep(Network network) {
    this(network, InferenceSession::new);
  }

  /**
   * @param session makes what executes a graph
   */
  TrainingStep(Network network, Function<SameDiff, InferenceSession> session) {
    this.network = network;
    // Parameters are views of DL4J's flat array, which the default holder would copy.
    graph.setArrayHolders(new SingleThreadArrayHolder(), new SingleThreadArrayHolder(), false);
    SDVariable input = Ops.batch(graph, "input", network.inputShape());
    SDVariable conditions = Ops.batch(graph, "conditions", network.conditions());
    Ops ops = new Ops(graph);
    loss = network.loss(ops, input, conditions).name();
    graph.setLossVariables(loss);
    Quietly.run(graph::createGradFunction);
    SameDiff differentiated = graph.getFunction("grad");
    gradients = new GraphSession(differentiated, session.apply(differentiated));
    for (Parameter p : ops.parameters()) {
      gradientNames.put(p.name(), graph.getVariable(p.name()).getGradient().name());
    }
  }

  Network network() {
    return network;
  }

  /** Whether it ran last on these very arrays. */
  boolean isBoundTo(Map<String, INDArray> parameters) {
    return bound == parameters;
  }

  /**
   * Computes the loss and writes its gradients.
   *
   * @param parameters name to array; kept, not copied
   * @param into name to array of the same shape, overwritten by the gradients
   * @return the loss, mean over the batch
   */
  double run(
      INDArray input,
      INDArray conditions,
      Map<String, INDArray> parameters,
      Map<String, INDArray> into) {
    bind(parameters);
    List<String> wanted = new ArrayList<>(gradientNames.values());
    wanted.add(loss);
    return gradients.run(
        Map.of("input", input, "conditions", conditions),
        wanted,
        results -> {
          gradientNames.forEach((name, gradient) -> into.get(name).assign(results.get(gradient)));
          return results.get(loss).getDouble(0);
        });
  }

  @Override
  public void close() {
    gradients.close();
  }

  private void bind(Map<String, INDArray> parameters) {
    if (bound != parameters) {
      parameters.forEach(
          (name, array) -> graph.associateArrayWithVariable(array, graph.getVariable(name)));
      bound = parameters;
    }
  }
}
