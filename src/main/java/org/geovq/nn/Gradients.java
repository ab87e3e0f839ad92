package org.geovq.nn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ops.impl.controlflow.compat.StopGradient;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Reverse-mode differentiation of a graph. SameDiff's own copies the graph first, which it can only
 * do with operations that it knows, and carries zeros through constants.
 */
final class Gradients {
  private final SameDiff graph;
  private final Set<String> moving = new HashSet<>();
  private final Map<String, SDVariable> gradients = new HashMap<>();

  private Gradients(SameDiff graph) {
    this.graph = graph;
  }

  /**
   * Adds to the graph the gradients of a scalar with respect to all variables that it hangs on.
   *
   * @return by the variable's name
   */
  static Map<String, SDVariable> of(SDVariable scalar) {
    Gradients gradients = new Gradients(scalar.getSameDiff());
    gradients.graph.variables().stream()
        .filter(v -> v.getVariableType() == VariableType.VARIABLE)
        .forEach(v -> gradients.moving.add(v.name()));
    return gradients.run(scalar);
  }

  /** Adds to the graph the gradient of a scalar with respect to one array that it hangs on. */
  static SDVariable of(SDVariable scalar, SDVariable array) {
    Gradients gradients = new Gradients(scalar.getSameDiff());
    gradients.moving.add(array.name());
    return gradients.run(scalar).get(array.name());
  }

  private Map<String, SDVariable> run(SDVariable scalar) {
    // In the order of their definition, each behind those that it reads.
    List<SameDiffOp> operations = new ArrayList<>(graph.getOps().values());
    operations.forEach(this::move);
    gradients.put(scalar.name(), graph.constant(Nd4j.scalar(Network.TYPE, 1)));
    for (int i = operations.size() - 1; i >= 0; i--) {
      pass(operations.get(i));
    }
    return gradients;
  }

  /** Notes which outputs change with the variables. */
  private void move(SameDiffOp operation) {
    List<String> inputs = operation.getInputsToOp();
    if (inputs == null
        || operation.getOp() instanceof StopGradient
        || inputs.stream().noneMatch(moving::contains)) {
      return;
    }
    for (String output : operation.getOutputsOfOp()) {
      if (graph.getVariable(output).dataType().isFPType()) {
        moving.add(output);
      }
    }
  }

  /** From the gradients of an operation's outputs to those of its inputs. */
  private void pass(SameDiffOp operation) {
    List<String> outputs = operation.getOutputsOfOp();
    if (outputs.stream().noneMatch(o -> moving.contains(o) && gradients.containsKey(o))) {
      return;
    }
    List<SDVariable> ofOutputs = new ArrayList<>();
    for (String output : outputs) {
      SDVariable known = gradients.get(output);
      ofOutputs.add(known == null ? graph.zerosLike(graph.getVariable(output)) : known);
    }
    SDVariable[] inputs = operation.getOp().args();
    List<SDVariable> ofInputs = operation.getOp().doDiff(ofOutputs);
    for (int i = 0; i < ofInputs.size(); i++) {
      if (moving.contains(inputs[i].name())) {
        gradients.merge(inputs[i].name(), ofInputs.get(i), SDVariable::add);
      }
    }
  }
}
