package org.geovq.nn;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Executes a graph again and again in the same memory. SameDiff's own session works out shapes,
 * dependencies and life times at every operation of every execution; here that is done once for
 * each shape of the inputs, see {@link Program}. For one thread at a time.
 */
final class GraphSession implements AutoCloseable {
  private final SameDiff graph;
  private final List<String> outputs;
  private final Program.Watch watch;
  private final Map<String, Program> programs = new HashMap<>();
  private Map<String, INDArray> variables = Map.of();
  private Map<String, INDArray> targets = Map.of();

  /**
   * @param outputs names of what is computed
   */
  GraphSession(SameDiff graph, List<String> outputs) {
    this(graph, outputs, (operation, inputs, nanos) -> {});
  }

  /**
   * @param watch is told what was executed
   */
  GraphSession(SameDiff graph, List<String> outputs, Program.Watch watch) {
    this.graph = graph;
    this.outputs = outputs;
    this.watch = watch;
  }

  /**
   * Sets the graph's variables.
   *
   * @param variables name to array; kept, not copied
   * @param targets arrays to write outputs to, by their name
   */
  void bind(Map<String, INDArray> variables, Map<String, INDArray> targets) {
    this.variables = variables;
    this.targets = targets;
    programs.values().forEach(program -> program.bind(variables, targets));
  }

  /**
   * Executes the graph.
   *
   * @param inputs by the names of the placeholders; copied
   * @param use gets the outputs by name, valid only until it returns
   */
  <T> T run(Map<String, INDArray> inputs, Function<Map<String, INDArray>, T> use) {
    return use.apply(programs.computeIfAbsent(key(inputs), k -> program(inputs)).run(inputs));
  }

  private Program program(Map<String, INDArray> inputs) {
    return new Program(graph, outputs, inputs, variables, targets, watch);
  }

  private String key(Map<String, INDArray> inputs) {
    StringBuilder key = new StringBuilder();
    graph.inputs().forEach(name -> key.append(Arrays.toString(inputs.get(name).shape())));
    return key.toString();
  }

  @Override
  public void close() {
    programs.values().forEach(Program::close);
    programs.clear();
  }
}
