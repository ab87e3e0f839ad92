package org.geovq.nn;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * Sums over workers after the same round.
 *
 * @param loss sum of the workers' mean losses
 * @param divergence of a watched round, the first; else null
 */
record RoundSum(
    int workers,
    float[] parameters,
    float[] updater,
    int iterations,
    double loss,
    Divergence divergence)
    implements Serializable {

  /** Adds up, in this order; the first one's arrays are reused. */
  static RoundSum of(List<RoundSum> parts) {
    return parts.stream().reduce(RoundSum::plus).orElseThrow();
  }

  private RoundSum plus(RoundSum other) {
    add(parameters, other.parameters);
    add(updater, other.updater);
    List<Divergence> all =
        Stream.of(this, other).map(RoundSum::divergence).filter(d -> d != null).toList();
    return new RoundSum(
        workers + other.workers,
        parameters,
        updater,
        iterations,
        loss + other.loss,
        all.isEmpty() ? null : Divergence.first(all));
  }

  /** The workers' average; reuses the arrays. */
  Round average() {
    divide(parameters);
    divide(updater);
    return new Round(new ModelState(parameters, updater, iterations), loss / workers, divergence);
  }

  private static void add(float[] to, float[] values) {
    for (int i = 0; i < to.length; i++) {
      to[i] += values[i];
    }
  }

  private void divide(float[] sums) {
    if (workers == 1) {
      return;
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= workers;
    }
  }
}
