package org.geovq.model;

import org.geovq.nn.Ops;
import org.geovq.nn.ParameterSet;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Decoder-only Transformer (Vaswani et al. 2017, arXiv 1706.03762), normalised before each part as
 * in GPT-2 (Radford et al. 2019): a token for the beginning, then the codes in raster order;
 * learned positions; causal attention and a ReLU layer of 4 x width in every layer; a last
 * normalisation.
 *
 * <p>With classes, each class has a token of its own for the beginning. As in OLMo (Groeneveld et
 * al. 2024, arXiv 2402.00838), normalisations have neither gain nor offset and dense layers no
 * bias, but for the head: what they would add to the time is more than they bring.
 *
 * @param codes K
 * @param width numbers per token
 * @param heads of the attention; they divide the width
 * @param classes 0: unconditional
 */
public record TransformerPrior(
    int codes, int gridHeight, int gridWidth, int width, int heads, int layers, int classes)
    implements Prior {

  /** Added to the scores of what is not to be seen. */
  private static final float UNSEEN = -1e9f;

  /** The mask is the square of it. */
  private static final int MOST_POSITIONS = 1 << 13;

  public TransformerPrior {
    Sizes.requirePrior(codes, gridHeight, gridWidth, layers, classes);
    Sizes.requireWidth("width", width);
    Sizes.requireWidth("heads", heads);
    Sizes.require("positions", gridHeight * gridWidth, 1, MOST_POSITIONS);
    if (width % heads != 0) {
      throw new IllegalArgumentException("width " + width + " with " + heads + " heads");
    }
  }

  /** Numbers per token and head. */
  int headWidth() {
    return width / heads;
  }

  @Override
  public SDVariable logits(Ops ops, SDVariable input) {
    SDVariable x = tokens(new PriorInput(this, ops, input)).reshape(-1, width);
    SDVariable mask = ops.graph().constant(mask());
    for (int layer = 1; layer <= layers; layer++) {
      String name = "layer" + layer;
      x = ops.sum(x, attention(ops, name, ops.layerNorm(x), mask));
      SDVariable hidden = ops.linear(name + ".up", ops.layerNorm(x), width, 4 * width);
      x = ops.sum(x, ops.linear(name + ".down", ops.relu(hidden), 4 * width, width));
    }
    return ops.tallDense("head", ops.layerNorm(x), width, codes).reshape(-1, positions(), codes);
  }

  /** The beginning and all codes but the last, with their positions: [batch, positions, width]. */
  private SDVariable tokens(PriorInput given) {
    Ops ops = given.ops();
    SDVariable label = classes > 0 ? given.labels() : ops.columns(given.input(), 0, 1).mul(0);
    SDVariable tokens = label.add(codes);
    if (positions() > 1) {
      SDVariable earlier = ops.columns(given.input(), 0, positions() - 1);
      tokens = ops.graph().concat(1, tokens, earlier);
    }
    int count = tokenCount();
    SDVariable embedded = ops.embedding("token", ops.whole(tokens), count, width);
    SDVariable positions = ops.parameter("position.table", 1, positions(), width);
    return embedded.reshape(-1, positions(), width).add(positions);
  }

  /** Codes, then what a grid may begin with. */
  private int tokenCount() {
    return codes + Math.max(1, classes);
  }

  /** Zero on and below the diagonal: [positions, positions], from the row to the column. */
  private INDArray mask() {
    float[][] mask = new float[positions()][positions()];
    for (int from = 0; from < positions(); from++) {
      for (int to = from + 1; to < positions(); to++) {
        mask[from][to] = UNSEEN;
      }
    }
    return Nd4j.createFromArray(mask);
  }

  /** [batch x positions, width] to the same. */
  private SDVariable attention(Ops ops, String name, SDVariable x, SDVariable mask) {
    SameDiff graph = ops.graph();
    SDVariable all = ops.linear(name + ".attention", x, width, 3 * width);
    // Heads outermost, so that queries, keys and values lie one after the other.
    SDVariable byHead =
        graph.permute(all.reshape(-1, positions(), 3 * heads, headWidth()), 2, 0, 1, 3);
    SDVariable[] parts = graph.split(byHead, 3, 0);
    SDVariable queries = parts[0].reshape(-1, positions(), headWidth());
    SDVariable keys = parts[1].reshape(-1, positions(), headWidth());
    SDVariable values = parts[2].reshape(-1, positions(), headWidth());
    SDVariable scaled = queries.mul(1 / Math.sqrt(headWidth()));
    SDVariable scores = graph.mmul(scaled, keys, false, true, false).add(mask);
    SDVariable seen = graph.mmul(graph.nn().softmax(scores, 2), values);
    SDVariable joined =
        graph.permute(seen.reshape(heads, -1, positions(), headWidth()), 1, 2, 0, 3);
    return ops.linear(name + ".out", joined.reshape(-1, width), width, width);
  }

  @Override
  public PriorSteps steps(ParameterSet parameters, int batchSize) {
    return new TransformerSteps(this, parameters, batchSize);
  }
}
