package org.geovq.model;

import java.util.Arrays;
import java.util.List;
import org.geovq.nn.ParameterSet;
import org.geovq.random.Draw;

/** Draws code grids from a trained prior, position after position, for one thread. */
public final class CodeSampler implements AutoCloseable {
  private final Prior prior;
  private final PriorSteps steps;
  private final int batchSize;

  /**
   * @param batchSize grids at once
   */
  public CodeSampler(Prior prior, ParameterSet parameters, int batchSize) {
    this(prior, prior.steps(parameters, batchSize), batchSize);
  }

  CodeSampler(Prior prior, PriorSteps steps, int batchSize) {
    this.prior = prior;
    this.steps = steps;
    this.batchSize = batchSize;
  }

  /**
   * Draws grids. The draws of a grid hang on seed and id alone, not on its neighbours in the batch.
   *
   * @param labels of each grid; null if the prior is unconditional
   * @param samplings of each grid
   * @return [ids.length][positions]
   * @throws IllegalArgumentException a label is none of the prior's
   */
  public int[][] sample(long[] ids, int[] labels, List<Sampling> samplings, long seed) {
    int[][] codes = new int[ids.length][prior.positions()];
    double[][] draws = new double[ids.length][];
    for (int i = 0; i < ids.length; i++) {
      draws[i] = Draw.generator(seed, "sample", ids[i]).doubles(prior.positions()).toArray();
    }
    for (int from = 0; from < ids.length; from += batchSize) {
      int to = Math.min(ids.length, from + batchSize);
      // A last batch is filled up with zeros, so that one size is allocated once.
      steps.start(labels == null ? null : filledUp(labels, from, to));
      sample(codes, draws, samplings, from, to);
    }
    return codes;
  }

  private int[] filledUp(int[] labels, int from, int to) {
    return Arrays.copyOf(Arrays.copyOfRange(labels, from, to), batchSize);
  }

  private void sample(int[][] codes, double[][] draws, List<Sampling> samplings, int from, int to) {
    int k = prior.codes();
    int[] previous = new int[batchSize];
    for (int p = 0; p < prior.positions(); p++) {
      float[] logits = steps.logits(p, previous);
      for (int i = from; i < to; i++) {
        codes[i][p] = samplings.get(i).draw(logits, (i - from) * k, k, draws[i][p]);
        previous[i - from] = codes[i][p];
      }
    }
  }

  @Override
  public void close() {
    steps.close();
  }
}
