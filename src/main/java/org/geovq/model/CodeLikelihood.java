package org.geovq.model;

import java.util.Arrays;
import java.util.List;
import org.geovq.nn.Inference;
import org.geovq.nn.ParameterSet;

/** How likely a trained prior finds code grids, for one thread. */
public final class CodeLikelihood implements AutoCloseable {
  private final Prior prior;
  private final Inference logits;

  /**
   * @param batchSize grids at once
   */
  public CodeLikelihood(Prior prior, ParameterSet parameters, int batchSize) {
    this.prior = prior;
    this.logits = PriorInput.logits(prior, parameters, batchSize);
  }

  /**
   * Negative log-likelihood of each grid in nats.
   *
   * @param labels of each grid; not read if the prior is unconditional
   * @throws IllegalArgumentException a label is none of the prior's
   */
  public double[] nats(List<int[]> grids, int[] labels) {
    float[] rows = PriorInput.rows(prior, grids, labels);
    int width = logits.exampleLength();
    double[] nats = new double[grids.size()];
    for (int from = 0; from < nats.length; from += logits.batchSize()) {
      int to = Math.min(nats.length, from + logits.batchSize());
      float[] given = logits.run(Arrays.copyOfRange(rows, from * width, to * width))[0];
      for (int i = from; i < to; i++) {
        nats[i] = nats(grids.get(i), given, (i - from) * prior.positions());
      }
    }
    return nats;
  }

  /** Of one grid, whose first position has the given row of the logits. */
  private double nats(int[] grid, float[] given, int row) {
    int k = prior.codes();
    double nats = 0;
    for (int p = 0; p < grid.length; p++) {
      int at = (row + p) * k;
      nats += logSumExp(given, at, k) - given[at + grid[p]];
    }
    return nats;
  }

  private static double logSumExp(float[] logits, int from, int k) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = from; i < from + k; i++) {
      largest = Math.max(largest, logits[i]);
    }
    double sum = 0;
    for (int i = from; i < from + k; i++) {
      sum += Math.exp(logits[i] - largest);
    }
    return largest + Math.log(sum);
  }

  @Override
  public void close() {
    logits.close();
  }
}
