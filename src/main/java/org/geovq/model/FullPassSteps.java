package org.geovq.model;

import java.util.Arrays;
import org.geovq.nn.Inference;
import org.geovq.nn.ParameterSet;

/** Steps of any prior, each by a pass over the whole grid. */
final class FullPassSteps implements PriorSteps {
  private final Prior prior;
  private final Inference logits;
  private final float[] input;
  private final float[] row;

  FullPassSteps(Prior prior, ParameterSet parameters, int batchSize) {
    this.prior = prior;
    this.logits = PriorInput.logits(prior, parameters, batchSize);
    this.input = new float[batchSize * logits.exampleLength()];
    this.row = new float[batchSize * prior.codes()];
  }

  @Override
  public void start(int[] labels) {
    Arrays.fill(input, 0);
    if (prior.classes() > 0) {
      for (int i = 0; i < logits.batchSize(); i++) {
        input[(i + 1) * logits.exampleLength() - 1] = PriorInput.label(prior, labels[i]);
      }
    }
  }

  @Override
  public float[] logits(int position, int[] previous) {
    int k = prior.codes();
    if (position > 0) {
      for (int i = 0; i < logits.batchSize(); i++) {
        input[i * logits.exampleLength() + position - 1] = previous[i];
      }
    }
    float[] all = logits.run(input)[0];
    for (int i = 0; i < logits.batchSize(); i++) {
      System.arraycopy(all, (i * prior.positions() + position) * k, row, i * k, k);
    }
    return row;
  }

  @Override
  public void close() {
    logits.close();
  }
}
