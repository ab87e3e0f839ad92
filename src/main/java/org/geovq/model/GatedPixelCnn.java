package org.geovq.model;

import org.geovq.nn.Ops;
import org.geovq.nn.ParameterSet;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Gated PixelCNN (van den Oord et al. 2016, arXiv 1606.05328) over a grid of codes: a vertical
 * stack sees all rows above, a horizontal one the codes to the left, so that there is no blind
 * spot.
 *
 * <p>Inside, the grid is turned by half a turn: what came before then lies below and to the right,
 * where a SAME convolution with an even kernel reaches by itself. Small dense kernels thus do what
 * is usually done by masking large ones.
 *
 * <p>With classes, each class has a learned vector of its own before every gate.
 *
 * @param codes K
 * @param channels of both stacks
 * @param classes 0: unconditional
 */
public record GatedPixelCnn(
    int codes, int gridHeight, int gridWidth, int channels, int layers, int classes)
    implements Prior {

  public GatedPixelCnn {
    Sizes.requirePrior(codes, gridHeight, gridWidth, layers, classes);
    Sizes.requireWidth("channels", channels);
  }

  @Override
  public SDVariable loss(Ops ops, SDVariable input, SDVariable conditions) {
    PriorInput given = new PriorInput(this, ops, input);
    // The order of the positions does not matter: all stays turned.
    SDVariable chosen = turned(given);
    return given.nats(head(ops, turnedFeatures(given, chosen)), chosen);
  }

  @Override
  public SDVariable logits(Ops ops, SDVariable input) {
    PriorInput given = new PriorInput(this, ops, input);
    SDVariable turned = turnedFeatures(given, turned(given));
    // Turning the logits instead would take as long as several layers.
    SDVariable logits = head(ops, ops.graph().reverse(turned, 1, 2));
    return logits.reshape(-1, positions(), codes);
  }

  @Override
  public PriorSteps steps(ParameterSet parameters, int batchSize) {
    return new GatedPixelCnnSteps(this, parameters, batchSize);
  }

  /** Codes [batch x positions], positions in the turned order. */
  private static SDVariable turned(PriorInput given) {
    return given.ops().whole(given.ops().graph().reverse(given.codes(), 1));
  }

  /** Codes to features [batch, h, w, channels] in the turned order. */
  private SDVariable turnedFeatures(PriorInput given, SDVariable chosen) {
    Ops ops = given.ops();
    SameDiff graph = ops.graph();
    SDVariable embedded = ops.embedding("embedding", chosen, codes, channels);
    SDVariable x = embedded.reshape(-1, gridHeight, gridWidth, channels);
    SDVariable vertical = shift(graph, x, 1);
    SDVariable horizontal = shift(graph, x, 2);
    for (int layer = 1; layer <= layers; layer++) {
      String name = "layer" + layer;
      SDVariable below = twice(ops, name + ".vertical", vertical, 2, 3);
      vertical = gate(ops, given.plusClass(name + ".vertical", below, 2 * channels));
      SDVariable left = twice(ops, name + ".horizontal", horizontal, 1, 2);
      SDVariable above = twice(ops, name + ".across", vertical, 1, 1);
      SDVariable both = given.plusClass(name + ".horizontal", ops.sum(left, above), 2 * channels);
      SDVariable step = gate(ops, both);
      horizontal = ops.sum(horizontal, ops.sameConv(name + ".out", step, channels, channels, 1, 1));
    }
    return horizontal;
  }

  /** Convolution to what is squashed and what gates it, one after the other. */
  private SDVariable twice(Ops ops, String name, SDVariable x, int kernelH, int kernelW) {
    return ops.sameConv(name, x, channels, 2 * channels, kernelH, kernelW);
  }

  private static SDVariable gate(Ops ops, SDVariable x) {
    SDVariable[] halves = ops.graph().split(x, 2, 3);
    return ops.tanh(halves[0]).mul(ops.graph().nn().sigmoid(halves[1]));
  }

  /** Features [batch, h, w, channels] to logits [batch x positions, K]. */
  private SDVariable head(Ops ops, SDVariable features) {
    return ops.tallDense("head", ops.relu(features.reshape(-1, channels)), channels, codes);
  }

  /**
   * Every position gets its next one's features along the axis (1: rows, 2: columns), the last
   * zeros.
   */
  private SDVariable shift(SameDiff graph, SDVariable x, int axis) {
    long[] from = new long[4];
    from[axis] = 1;
    int all = 0b1111 & ~(1 << axis);
    SDVariable rest =
        graph.stridedSlice(x, from, new long[4], new long[] {1, 1, 1, 1}, all, 0b1111, 0, 0, 0);
    int[][] padding = new int[4][2];
    padding[axis][1] = 1;
    return graph.nn().pad(rest, graph.constant(Nd4j.createFromArray(padding)), 0);
  }
}
