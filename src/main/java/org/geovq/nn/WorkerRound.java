package org.geovq.nn;

import org.nd4j.linalg.dataset.api.MultiDataSet;

/** The steps of one worker between two averagings. */
final class WorkerRound {
  private final WorkerModel model;
  private final int worker;
  private final int from;
  private final boolean watched;
  private final Extreme parameter;
  private Extreme before;
  private double lossSum;
  private int steps;
  private Divergence divergence;

  /**
   * @param from steps of the epoch before this round
   * @param watched whether to look for what goes wrong, which costs time
   */
  WorkerRound(WorkerModel model, ModelState start, int worker, int from, boolean watched) {
    this.model = model;
    this.worker = worker;
    this.from = from;
    this.watched = watched;
    model.set(start);
    model.watch(watched);
    parameter = watched ? model.largestParameter() : null;
  }

  /** Makes a step; false: the numbers have come to their end, and no more can be made. */
  boolean step(MultiDataSet batch) {
    double loss = model.step(batch);
    lossSum += loss;
    steps++;
    return watched ? watch(loss) : Double.isFinite(loss);
  }

  private boolean watch(double loss) {
    Extreme gradient = model.largestGradient();
    divergence = new Divergence(worker, from + steps, loss, gradient, before, parameter);
    if (before == null || gradient.isFinite() && gradient.size() > before.size()) {
      before = gradient;
    }
    return Double.isFinite(loss) && gradient.isFinite();
  }

  RoundSum sum() {
    ModelState state = model.state();
    return new RoundSum(
        1,
        state.parameters(),
        state.updater(),
        state.iterations(),
        lossSum / steps,
        watched ? divergence : null);
  }
}
