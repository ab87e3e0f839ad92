package org.geovq.model;

import java.util.List;
import org.geovq.nn.Inference;
import org.geovq.nn.ParameterSet;
import org.geovq.random.Draw;

/** Draws code grids from a trained prior, position after position, for one thread. */
public final class CodeSampler implements AutoCloseable {
  private final GatedPixelCnn network;
  private final Inference logits;

  /**
   * @param batchSize grids at once
   */
  public CodeSampler(GatedPixelCnn network, ParameterSet parameters, int batchSize) {
    this.network = network;
    this.logits = network.inference(parameters, batchSize);
  }

  /**
   * Draws grids. The draws of a grid hang on seed and id alone, not on its neighbours in the batch.
   *
   * @param samplings of each grid
   * @return [ids.length][positions]
   */
  public int[][] sample(long[] ids, List<Sampling> samplings, long seed) {
    int positions = network.positions();
    int k = network.codes();
    double[][] draws = new double[ids.length][];
    for (int i = 0; i < ids.length; i++) {
      draws[i] = Draw.generator(seed, "sample", ids[i]).doubles(positions).toArray();
    }
    int[][] codes = new int[ids.length][positions];
    float[] input = new float[ids.length * positions];
    for (int p = 0; p < positions; p++) {
      float[] given = logits.run(input)[0];
      for (int i = 0; i < ids.length; i++) {
        int at = i * positions + p;
        codes[i][p] = samplings.get(i).draw(given, at * k, k, draws[i][p]);
        input[at] = codes[i][p];
      }
    }
    return codes;
  }

  @Override
  public void close() {
    logits.close();
  }
}
