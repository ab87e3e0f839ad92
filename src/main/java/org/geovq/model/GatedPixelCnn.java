package org.geovq.model;

import java.util.List;
import org.geovq.nn.Inference;
import org.geovq.nn.Network;
import org.geovq.nn.Ops;
import org.geovq.nn.ParameterSet;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
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
 * <p>The input is the codes as numbers [gridHeight, gridWidth]; they are their own targets. The row
 * of conditions is not used.
 *
 * @param codes K
 * @param channels of both stacks
 */
public record GatedPixelCnn(int codes, int gridHeight, int gridWidth, int channels, int layers)
    implements Network {

  /** Codes per image. */
  public int positions() {
    return gridHeight * gridWidth;
  }

  @Override
  public long[] inputShape() {
    return new long[] {gridHeight, gridWidth};
  }

  @Override
  public int conditions() {
    return 1;
  }

  /** Negative log-likelihood in nats, summed over the positions. */
  @Override
  public SDVariable loss(Ops ops, SDVariable input, SDVariable conditions) {
    SameDiff graph = ops.graph();
    SDVariable chosen = oneHot(graph, input);
    SDVariable logits = head(ops, turnedFeatures(ops, chosen));
    SDVariable logSum = logSumExp(graph, logits);
    return logSum.sub(logits.mul(chosen).sum(1)).mean().mul(positions());
  }

  /** Logits of every position given the ones before it: codes [batch, h, w] to [batch, h, w, K]. */
  public SDVariable logits(Ops ops, SDVariable input) {
    SameDiff graph = ops.graph();
    SDVariable turned = turnedFeatures(ops, oneHot(graph, input));
    // Turning the logits instead would take as long as several layers.
    SDVariable logits = head(ops, graph.reverse(turned, 1, 2));
    return logits.reshape(-1, gridHeight, gridWidth, codes);
  }

  /** The trained network for one thread: codes [h, w] to logits [h, w, K]. */
  Inference inference(ParameterSet parameters, int batchSize) {
    return new Inference(
        parameters, batchSize, inputShape(), (ops, input) -> List.of(logits(ops, input)));
  }

  /**
   * log sum exp over the last axis; the largest logit is taken out as a constant, so that it needs
   * no gradient.
   */
  private static SDVariable logSumExp(SameDiff graph, SDVariable logits) {
    SDVariable largest = logits.max(true, 1).castTo(DataType.INT32).castTo(TYPE);
    SDVariable sum = graph.math().exp(logits.sub(largest)).sum(true, 1);
    return graph.math().log(sum).add(largest).reshape(-1);
  }

  /** Codes [batch, h, w] to [batch x positions, K], positions in the turned order. */
  private SDVariable oneHot(SameDiff graph, SDVariable input) {
    SDVariable turned = graph.reverse(input, 1, 2).castTo(DataType.INT32).reshape(-1);
    return graph.oneHot(turned, codes, -1, 1, 0, TYPE);
  }

  /** One-hot to features [batch, h, w, channels] in the turned order. */
  private SDVariable turnedFeatures(Ops ops, SDVariable chosen) {
    SameDiff graph = ops.graph();
    SDVariable embedded = ops.embedding("embedding", chosen, codes, channels);
    SDVariable x = embedded.reshape(-1, gridHeight, gridWidth, channels);
    SDVariable vertical = shift(graph, x, 1);
    SDVariable horizontal = shift(graph, x, 2);
    for (int layer = 1; layer <= layers; layer++) {
      String name = "layer" + layer;
      vertical = gate(graph, twice(ops, name + ".vertical", vertical, 2, 3));
      SDVariable left = twice(ops, name + ".horizontal", horizontal, 1, 2);
      SDVariable above = twice(ops, name + ".across", vertical, 1, 1);
      SDVariable step = gate(graph, left.add(above));
      horizontal = horizontal.add(ops.sameConv(name + ".out", step, channels, channels, 1, 1));
    }
    return horizontal;
  }

  /** Convolution to what is squashed and what gates it, one after the other. */
  private SDVariable twice(Ops ops, String name, SDVariable x, int kernelH, int kernelW) {
    return ops.sameConv(name, x, channels, 2 * channels, kernelH, kernelW);
  }

  private static SDVariable gate(SameDiff graph, SDVariable x) {
    SDVariable[] halves = graph.split(x, 2, 3);
    return graph.math().tanh(halves[0]).mul(graph.nn().sigmoid(halves[1]));
  }

  /** Features [batch, h, w, channels] to logits [batch x positions, K]. */
  private SDVariable head(Ops ops, SDVariable features) {
    return ops.dense("head", ops.relu(features.reshape(-1, channels)), channels, codes);
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
