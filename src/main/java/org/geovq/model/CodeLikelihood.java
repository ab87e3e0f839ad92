package org.geovq.model;

import java.util.List;
import org.geovq.nn.Inference;
import org.geovq.nn.ParameterSet;

/** How likely a trained prior finds code grids, for one thread. */
public final class CodeLikelihood implements AutoCloseable {
  private final GatedPixelCnn network;
  private final Inference logits;

  /**
   * @param batchSize grids at once
   */
  public CodeLikelihood(GatedPixelCnn network, ParameterSet parameters, int batchSize) {
    this.network = network;
    this.logits = network.inference(parameters, batchSize);
  }

  /** Negative log-likelihood of each grid in nats. */
  public double[] nats(List<int[]> grids) {
    double[] nats = new double[grids.size()];
    for (int from = 0; from < nats.length; from += logits.batchSize()) {
      int to = Math.min(nats.length, from + logits.batchSize());
      nats(grids.subList(from, to), nats, from);
    }
    return nats;
  }

  private void nats(List<int[]> grids, double[] nats, int at) {
    int positions = network.positions();
    int k = network.codes();
    float[] input = new float[grids.size() * positions];
    for (int i = 0; i < input.length; i++) {
      input[i] = grids.get(i / positions)[i % positions];
    }
    float[] given = logits.run(input)[0];
    for (int i = 0; i < input.length; i++) {
      nats[at + i / positions] += logSumExp(given, i * k, k) - given[i * k + (int) input[i]];
    }
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
