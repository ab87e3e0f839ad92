package org.geovq.model;

import java.util.List;
import org.geovq.nn.Inference;
import org.geovq.nn.Ops;
import org.geovq.nn.ParameterSet;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The input of a prior in a graph, and what all priors make of it.
 *
 * @param input [batch, inputShape]
 */
record PriorInput(Prior prior, Ops ops, SDVariable input) {

  /** The trained network for one thread: rows of input to logits [positions, K]. */
  static Inference logits(Prior prior, ParameterSet parameters, int batchSize) {
    return new Inference(
        parameters,
        batchSize,
        prior.inputShape(),
        (ops, input) -> List.of(prior.logits(ops, input)));
  }

  /**
   * Packs grids as rows of input.
   *
   * @param labels of each grid; not read if the prior is unconditional
   */
  static float[] rows(Prior prior, List<int[]> grids, int[] labels) {
    int width = (int) prior.inputShape()[0];
    float[] rows = new float[grids.size() * width];
    for (int i = 0; i < grids.size(); i++) {
      row(grids.get(i), 0, prior.positions(), rows, i * width);
      if (prior.classes() > 0) {
        rows[(i + 1) * width - 1] = label(prior, labels[i]);
      }
    }
    return rows;
  }

  /** Writes codes as numbers. */
  static void row(int[] codes, int from, int positions, float[] row, int at) {
    for (int p = 0; p < positions; p++) {
      row[at + p] = codes[from + p];
    }
  }

  /**
   * The label.
   *
   * @throws IllegalArgumentException it is none of the prior's
   */
  static int label(Prior prior, int label) {
    if (label < 0 || label >= prior.classes()) {
      throw new IllegalArgumentException(
          "label " + label + " of a prior with " + prior.classes() + " classes");
    }
    return label;
  }

  /** Codes as numbers [batch, positions]. */
  SDVariable codes() {
    return prior.classes() == 0 ? input : ops.columns(input, 0, prior.positions());
  }

  /** Labels as numbers [batch, 1]; only if there are classes. */
  SDVariable labels() {
    return ops.columns(input, prior.positions(), prior.positions() + 1);
  }

  /** Features [batch, h, w, out] plus the class's own learned vector; unconditional: unchanged. */
  SDVariable plusClass(String name, SDVariable features, int out) {
    return prior.classes() == 0
        ? features
        : features.add(classVectors(name, out).reshape(-1, 1, 1, out));
  }

  /** The same for features [places x batch, out]. */
  SDVariable plusClassByPlaces(String name, SDVariable features, int out) {
    return prior.classes() == 0
        ? features
        : features
            .reshape(prior.positions(), -1, out)
            .add(classVectors(name, out).reshape(1, -1, out))
            .reshape(-1, out);
  }

  private SDVariable classVectors(String name, int out) {
    SDVariable chosen = ops.whole(labels());
    return ops.embedding(name + ".class", chosen, prior.classes(), out, 1 / Math.sqrt(out));
  }

  /**
   * Negative log-likelihood in nats, summed over the positions, mean over the batch.
   *
   * @param logits [batch x positions, K]
   * @param chosen the codes [batch x positions], whole numbers in the same order
   */
  SDVariable nats(SDVariable logits, SDVariable chosen) {
    return ops.crossEntropy(logits, chosen).mul(prior.positions());
  }
}
