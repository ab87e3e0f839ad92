package org.geovq.nn;

import org.nd4j.linalg.schedule.ISchedule;

/**
 * Step size that falls from start to end along half a cosine over the given number of steps, and
 * stays there.
 */
record CosineSchedule(double start, double end, int steps) implements ISchedule {

  @Override
  public double valueAt(int iteration, int epoch) {
    double share = Math.min(1, iteration / (double) steps);
    return end + (start - end) * (1 + Math.cos(Math.PI * share)) / 2;
  }

  @Override
  public ISchedule clone() {
    return this;
  }
}
