package org.geovq.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The training steps of this process that are not running. Deeplearning4j Spark makes a new model
 * at every averaging; their steps are lent from here, so that there are never more of them than run
 * at once.
 */
final class TrainingSteps {
  private static final List<TrainingStep> IDLE = new ArrayList<>();

  private TrainingSteps() {}

  /** Runs a step of the network, see {@link TrainingStep#run}. */
  static double run(
      Network network,
      INDArray input,
      INDArray conditions,
      Map<String, INDArray> parameters,
      Map<String, INDArray> into) {
    TrainingStep step = borrow(network, parameters);
    double loss = step.run(input, conditions, parameters, into);
    giveBack(step);
    return loss;
  }

  private static synchronized TrainingStep borrow(
      Network network, Map<String, INDArray> parameters) {
    IDLE.removeIf(step -> closeIfOther(step, network));
    for (int i = 0; i < IDLE.size(); i++) {
      if (IDLE.get(i).isBoundTo(parameters)) {
        return IDLE.remove(i);
      }
    }
    return IDLE.isEmpty() ? new TrainingStep(network) : IDLE.remove(0);
  }

  private static synchronized void giveBack(TrainingStep step) {
    IDLE.add(step);
  }

  private static boolean closeIfOther(TrainingStep step, Network network) {
    boolean other = !step.network().equals(network);
    if (other) {
      step.close();
    }
    return other;
  }
}
