package org.geovq.nn;

import org.nd4j.linalg.schedule.ISchedule;

/**
 * Step size that rises to its highest value in a straight line, reached with the last step of the
 * warm-up, then falls to its end along half a cosine until the last step, and stays there.
 *
 * @param warmUp steps of the rise, 0 up to less than all; the first one is one warmUp-th of the
 *     highest
 * @param steps all of them
 */
record CosineSchedule(double highest, double end, int warmUp, int steps) implements ISchedule {

  @Override
  public double valueAt(int iteration, int epoch) {
    if (iteration < warmUp) {
      return highest * (iteration + 1) / warmUp;
    }
    double share = Math.min(1, (iteration - warmUp) / (double) (steps - warmUp));
    return end + (highest - end) * (1 + Math.cos(Math.PI * share)) / 2;
  }

  @Override
  public ISchedule clone() {
    return this;
  }
}
