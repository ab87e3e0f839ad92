package org.geovq.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseOp;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.impl.controlflow.compat.StopGradient;
import org.nd4j.linalg.api.ops.impl.shape.Reshape;
import org.nd4j.linalg.api.ops.impl.transforms.same.Identity;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A graph made ready for inputs of one shape: its operations in order, each with its arrays. Arrays
 * share memory where one is no longer read when the other is written; a reshaped array is a view.
 */
final class Program implements AutoCloseable {
  private final SameDiff graph;
  private final List<String> outputs;
  private final Watch watch;
  private final StepMemory memory = new StepMemory();
  private final List<Step> steps = new ArrayList<>();
  private final Map<String, INDArray> values = new HashMap<>();

  /** Where outputs are wanted, by name. */
  private Map<String, INDArray> targets = Map.of();

  /** Is told what was executed. */
  interface Watch {
    void executed(DifferentialFunction operation, INDArray[] inputs, long nanos);
  }

  /**
   * An operation.
   *
   * @param context with its arrays; null if it is composed or a view
   * @param view shape of the view that it is; null if it is none
   */
  private record Step(
      DifferentialFunction operation,
      List<String> inputs,
      List<String> outputs,
      OpContext context,
      long[] view) {}

  /**
   * Prepares and executes it once, as shapes may be values that operations compute.
   *
   * @param inputs of the shapes that it is made for
   * @param variables, targets as in {@link #bind}
   */
  Program(
      SameDiff graph,
      List<String> outputs,
      Map<String, INDArray> inputs,
      Map<String, INDArray> variables,
      Map<String, INDArray> targets,
      Watch watch) {
    this.graph = graph;
    this.outputs = outputs;
    this.watch = watch;
    inputs.forEach(
        (name, array) ->
            values.put(name, memory.allocate(array.dataType(), array.shape()).assign(array)));
    graph.variables().stream()
        .filter(v -> v.getVariableType() == VariableType.CONSTANT)
        .forEach(v -> values.put(v.name(), v.getArr()));
    values.putAll(variables);
    this.targets = targets;
    build();
  }

  private void build() {
    List<SameDiffOp> operations = needed();
    Map<String, String> roots = new HashMap<>();
    for (SameDiffOp operation : operations) {
      if (isView(operation.getOp())) {
        String input = operation.getInputsToOp().get(0);
        roots.put(operation.getOutputsOfOp().get(0), roots.getOrDefault(input, input));
      }
    }
    Map<String, Integer> lastUse = lastUse(operations, roots);
    for (int i = 0; i < operations.size(); i++) {
      add(operations.get(i));
      execute(steps.get(i));
      for (Map.Entry<String, Integer> use : lastUse.entrySet()) {
        if (use.getValue() == i) {
          memory.release(values.get(use.getKey()));
        }
      }
    }
  }

  /** The operations that the outputs hang on, in the order of their definition. */
  private List<SameDiffOp> needed() {
    List<SameDiffOp> all = new ArrayList<>(graph.getOps().values());
    Set<String> wanted = new HashSet<>(outputs);
    List<SameDiffOp> needed = new ArrayList<>();
    for (int i = all.size() - 1; i >= 0; i--) {
      SameDiffOp operation = all.get(i);
      if (operation.getOutputsOfOp().stream().anyMatch(wanted::contains)) {
        needed.add(0, operation);
        if (operation.getInputsToOp() != null) {
          wanted.addAll(operation.getInputsToOp());
        }
      }
    }
    return needed;
  }

  /** For each array that is computed, the last operation that reads it or a view of it. */
  private Map<String, Integer> lastUse(List<SameDiffOp> operations, Map<String, String> roots) {
    Map<String, Integer> last = new HashMap<>();
    for (int i = 0; i < operations.size(); i++) {
      int at = i;
      if (!isView(operations.get(i).getOp())) {
        operations.get(i).getOutputsOfOp().forEach(name -> last.put(name, at));
      }
      inputs(operations.get(i))
          .forEach(
              name -> last.computeIfPresent(roots.getOrDefault(name, name), (n, before) -> at));
    }
    outputs.forEach(name -> last.remove(roots.getOrDefault(name, name)));
    return last;
  }

  private static List<String> inputs(SameDiffOp operation) {
    return operation.getInputsToOp() == null ? List.of() : operation.getInputsToOp();
  }

  private static boolean isView(DifferentialFunction operation) {
    return operation instanceof Reshape
        || operation instanceof Identity
        || operation instanceof StopGradient;
  }

  private void add(SameDiffOp operation) {
    DifferentialFunction function = operation.getOp();
    List<String> inputs = Arrays.stream(function.args()).map(v -> v.name()).toList();
    List<String> names = operation.getOutputsOfOp();
    INDArray[] arrays = arrays(inputs);
    if (function instanceof ComposedOperation composed) {
      long[][] shapes =
          composed.outputShapes(Arrays.stream(arrays).map(INDArray::shape).toArray(long[][]::new));
      for (int i = 0; i < names.size(); i++) {
        values.put(names.get(i), array(names.get(i), Network.TYPE, shapes[i]));
      }
      steps.add(new Step(function, inputs, names, null, null));
      return;
    }
    OpContext context = Nd4j.getExecutioner().buildContext();
    context.setInputArrays(arrays);
    List<LongShapeDescriptor> shapes = shapes(function, context);
    if (isView(function)) {
      long[] shape = shapes.get(0).getShape();
      values.put(names.get(0), arrays[0].reshape('c', shape));
      steps.add(new Step(function, inputs, names, null, shape));
      return;
    }
    for (int i = 0; i < names.size(); i++) {
      DataType type = graph.getVariable(names.get(i)).dataType();
      INDArray array = array(names.get(i), type, shapes.get(i).getShape());
      values.put(names.get(i), array);
      context.setOutputArray(i, array);
    }
    steps.add(new Step(function, inputs, names, context, null));
  }

  private INDArray array(String name, DataType type, long[] shape) {
    INDArray target = targets.get(name);
    return target != null && isPlain(target) ? target : memory.allocate(type, shape);
  }

  /** Shapes of the outputs; gives the context the operation's arguments. */
  private static List<LongShapeDescriptor> shapes(
      DifferentialFunction function, OpContext context) {
    if (function instanceof DynamicCustomOp custom) {
      context.setIArguments(custom.iArgs());
      context.setDArguments(custom.dArgs());
      context.setTArguments(custom.tArgs());
      context.setBArguments(custom.bArgs());
      return custom.calculateOutputShape(context);
    }
    return ((BaseOp) function).calculateOutputShape(context);
  }

  private INDArray[] arrays(List<String> names) {
    return names.stream().map(values::get).toArray(INDArray[]::new);
  }

  /**
   * Exchanges variables.
   *
   * @param variables name to array of the same shape, row-major; kept, not copied
   * @param targets arrays of the same shape to write outputs to, by name; kept
   */
  void bind(Map<String, INDArray> variables, Map<String, INDArray> targets) {
    this.targets = targets;
    values.putAll(variables);
    Set<String> changed = new HashSet<>(variables.keySet());
    for (Step step : steps) {
      if (step.view() == null) {
        for (String name : step.outputs()) {
          INDArray target = targets.get(name);
          if (target != null && isPlain(target)) {
            values.put(name, target);
            changed.add(name);
          }
        }
      }
      link(step, changed);
    }
  }

  private static boolean isPlain(INDArray array) {
    return array.ordering() == 'c' && array.elementWiseStride() == 1;
  }

  private void link(Step step, Set<String> changed) {
    if (step.view() != null) {
      if (changed.contains(step.inputs().get(0))) {
        String name = step.outputs().get(0);
        values.put(name, values.get(step.inputs().get(0)).reshape('c', step.view()));
        changed.add(name);
      }
    } else if (step.context() != null) {
      for (int i = 0; i < step.inputs().size(); i++) {
        if (changed.contains(step.inputs().get(i))) {
          step.context().setInputArray(i, values.get(step.inputs().get(i)));
        }
      }
      for (int i = 0; i < step.outputs().size(); i++) {
        if (changed.contains(step.outputs().get(i))) {
          step.context().setOutputArray(i, values.get(step.outputs().get(i)));
        }
      }
    }
  }

  /**
   * Executes the graph.
   *
   * @return the outputs by name, valid until the next execution
   */
  Map<String, INDArray> run(Map<String, INDArray> inputs) {
    inputs.forEach((name, array) -> values.get(name).assign(array));
    steps.forEach(this::execute);
    return results();
  }

  /** The outputs of the last execution. */
  Map<String, INDArray> results() {
    Map<String, INDArray> results = new HashMap<>();
    for (String name : outputs) {
      INDArray value = values.get(name);
      INDArray target = targets.getOrDefault(name, value);
      if (target != value) {
        target.assign(value);
      }
      results.put(name, target);
    }
    return results;
  }

  private void execute(Step step) {
    if (step.view() != null) {
      return;
    }
    long start = System.nanoTime();
    DifferentialFunction function = step.operation();
    if (function instanceof ComposedOperation composed) {
      composed.execute(arrays(step.inputs()), arrays(step.outputs()));
    } else if (function instanceof CustomOp custom) {
      Nd4j.exec(custom, step.context());
    } else {
      Nd4j.exec((Op) function, step.context());
    }
    watch.executed(function, arrays(step.inputs()), System.nanoTime() - start);
  }

  @Override
  public void close() {
    memory.close();
  }
}
