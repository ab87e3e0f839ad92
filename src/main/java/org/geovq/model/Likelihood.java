package org.geovq.model;

import org.geovq.nn.Ops;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** What a decoder's output means, and so the loss of a reconstruction, summed over an image. */
public enum Likelihood {
  /** Cross-entropy of pixels in [0, 1]. */
  BERNOULLI,
  /** Squared error. */
  GAUSSIAN;

  /** As the usual libraries clamp the logarithm of a probability of zero. */
  private static final double LEAST_LOG = -100;

  /**
   * The loss in a graph, mean over the batch.
   *
   * @param images [batch, ...]
   * @param logits of the same shape; a sigmoid makes them images
   * @param pixels numbers per image
   */
  SDVariable loss(Ops ops, SDVariable images, SDVariable logits, int pixels) {
    if (this == BERNOULLI) {
      return crossEntropy(ops, images, logits).mean().mul(pixels);
    }
    SDVariable decoded = ops.graph().nn().sigmoid(logits);
    return ops.graph().math().square(decoded.sub(images)).mean().mul(pixels);
  }

  /**
   * max(x, 0) - x y + log(1 + exp(-|x|)), which does not overflow. The native loss operations would
   * do, but their gradients ignore whatever follows the loss.
   */
  private static SDVariable crossEntropy(Ops ops, SDVariable images, SDVariable logits) {
    SameDiff graph = ops.graph();
    SDVariable tail = graph.nn().softplus(graph.math().neg(graph.math().abs(logits)));
    return ops.relu(logits).sub(logits.mul(images)).add(tail);
  }

  /** The loss of decoded images, summed over all of them. */
  double loss(float[] images, float[] decoded) {
    double sum = 0;
    for (int i = 0; i < images.length; i++) {
      double x = images[i];
      double p = decoded[i];
      sum +=
          this == GAUSSIAN
              ? (x - p) * (x - p)
              : -x * Math.max(LEAST_LOG, Math.log(p))
                  - (1 - x) * Math.max(LEAST_LOG, Math.log1p(-p));
    }
    return sum;
  }
}
