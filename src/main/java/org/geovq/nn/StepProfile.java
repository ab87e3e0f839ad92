package org.geovq.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.Listener;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.config.ExecutionResult;
import org.nd4j.autodiff.samediff.config.SDValue;
import org.nd4j.autodiff.samediff.internal.FrameIter;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Where the time of a training step goes: to which operations, on arrays of which shapes. */
public final class StepProfile {
  private StepProfile() {}

  /**
   * A kind of operation in a step.
   *
   * @param inputs shapes of its inputs
   * @param calls a step
   * @param milliseconds a step, of all its calls
   */
  public record Row(String operation, String inputs, int calls, double milliseconds) {}

  /**
   * Profiles steps of a network with fresh parameters, without the updater.
   *
   * @param warmup steps before
   * @return the slowest first; operation {@code step} is the whole step, {@code between} what
   *     passes between operations
   */
  public static List<Row> of(
      Network network, INDArray input, INDArray conditions, int steps, int warmup) {
    Map<String, INDArray> parameters = ParameterSet.initial(network, 0).arrays();
    Map<String, INDArray> into = new LinkedHashMap<>();
    parameters.forEach((name, array) -> into.put(name, array.like()));
    List<Timed> sessions = new ArrayList<>();
    try (TrainingStep step =
        new TrainingStep(
            network,
            graph -> {
              sessions.add(new Timed(graph));
              return sessions.get(0);
            })) {
      Timed times = sessions.get(0);
      for (int i = 0; i < warmup; i++) {
        step.run(input, conditions, parameters, into);
      }
      times.nanos.clear();
      times.calls.clear();
      long start = System.nanoTime();
      for (int i = 0; i < steps; i++) {
        step.run(input, conditions, parameters, into);
      }
      return times.rows(System.nanoTime() - start, steps);
    }
  }

  /** Executes a graph and times its operations. */
  private static final class Timed extends InferenceSession {
    private final Map<Row, Long> nanos = new HashMap<>();
    private final Map<Row, Integer> calls = new HashMap<>();

    Timed(SameDiff graph) {
      super(graph);
    }

    @Override
    public ExecutionResult getOutputs(
        Pair<SameDiffOp, OpContext> operation,
        FrameIter frame,
        Set<VarId> inputs,
        Set<VarId> allIterations,
        Set<String> constants,
        List<Listener> listeners,
        At at,
        MultiDataSet batch,
        Set<String> required,
        Map<String, SDValue> others) {
      Row row = row(operation.getFirst(), operation.getSecond());
      long start = System.nanoTime();
      ExecutionResult result =
          super.getOutputs(
              operation,
              frame,
              inputs,
              allIterations,
              constants,
              listeners,
              at,
              batch,
              required,
              others);
      nanos.merge(row, System.nanoTime() - start, Long::sum);
      calls.merge(row, 1, Integer::sum);
      return result;
    }

    private static Row row(SameDiffOp operation, OpContext context) {
      String shapes =
          context == null
              ? ""
              : context.getInputArrays().stream()
                  .map(array -> Arrays.toString(array.shape()))
                  .collect(Collectors.joining(" "));
      return new Row(operation.getOp().opName(), shapes, 0, 0);
    }

    List<Row> rows(long whole, int steps) {
      List<Row> rows = new ArrayList<>();
      nanos.forEach(
          (row, time) ->
              rows.add(
                  new Row(
                      row.operation(), row.inputs(), calls.get(row) / steps, time / 1e6 / steps)));
      long inside = nanos.values().stream().mapToLong(Long::longValue).sum();
      rows.add(new Row("step", "", 1, whole / 1e6 / steps));
      rows.add(new Row("between", "", 1, (whole - inside) / 1e6 / steps));
      rows.sort((a, b) -> Double.compare(b.milliseconds(), a.milliseconds()));
      return rows;
    }
  }
}
