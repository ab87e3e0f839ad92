package org.geovq.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Where the time of a training step goes: to which operations, on arrays of which shapes. */
public final class StepProfile {
  private final Map<Row, long[]> callsAndNanos = new HashMap<>();

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
    StepProfile profile = new StepProfile();
    try (TrainingStep step = new TrainingStep(network, profile::add)) {
      for (int i = 0; i < warmup; i++) {
        step.run(input, conditions, parameters, into);
      }
      profile.callsAndNanos.clear();
      long start = System.nanoTime();
      for (int i = 0; i < steps; i++) {
        step.run(input, conditions, parameters, into);
      }
      return profile.rows(System.nanoTime() - start, steps);
    }
  }

  private void add(DifferentialFunction operation, INDArray[] inputs, long nanos) {
    String shapes =
        Arrays.stream(inputs)
            .map(array -> Arrays.toString(array.shape()))
            .collect(Collectors.joining(" "));
    long[] sums =
        callsAndNanos.computeIfAbsent(
            new Row(operation.opName(), shapes, 0, 0), row -> new long[2]);
    sums[0]++;
    sums[1] += nanos;
  }

  private List<Row> rows(long whole, int steps) {
    List<Row> rows = new ArrayList<>();
    long inside = 0;
    for (Map.Entry<Row, long[]> entry : callsAndNanos.entrySet()) {
      long[] sums = entry.getValue();
      inside += sums[1];
      Row kind = entry.getKey();
      rows.add(
          new Row(kind.operation(), kind.inputs(), (int) sums[0] / steps, sums[1] / 1e6 / steps));
    }
    rows.add(new Row("step", "", 1, whole / 1e6 / steps));
    rows.add(new Row("between", "", 1, (whole - inside) / 1e6 / steps));
    rows.sort((a, b) -> Double.compare(b.milliseconds(), a.milliseconds()));
    return rows;
  }
}
