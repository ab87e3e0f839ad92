package org.geovq.model;

import org.geovq.nn.Network;
import org.geovq.nn.Ops;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Variational auto-encoder (Kingma and Welling 2014, arXiv 1312.6114) on images [channels, height,
 * width] in [0, 1].
 *
 * <p>Trunk: two convolutions k4 s2 p1 (channels to width to 2 x width, ReLU), then residual blocks.
 * A {@code SPATIAL} head gives mu and log variance on the grid [latent, height/4, width/4]; a
 * {@code FLAT} head is dense and gives [latent]. The decoder mirrors it. {@code FLAT} with width
 * 128, latent 256 and no blocks on [1, 28, 28] is the reference network with 10,700,033 parameters.
 *
 * <p>A row of conditions is (noise [latentSize], beta).
 *
 * @param imageHeight, imageWidth multiples of 4
 * @param width channels of the first convolution; the second has twice as many
 * @param latent channels per position (spatial) or numbers per image (flat)
 * @param blocks residual blocks on each side, at a quarter of the image's side
 */
public record Vae(
    int channels,
    int imageHeight,
    int imageWidth,
    int width,
    int blocks,
    Head head,
    int latent,
    Likelihood likelihood)
    implements Network {

  /** Where the latent numbers live. */
  public enum Head {
    SPATIAL,
    FLAT
  }

  /** What the decoder's output means. */
  public enum Likelihood {
    /** Cross-entropy of pixels in [0, 1], summed over an image. */
    BERNOULLI,
    /** Squared error, summed over an image. */
    GAUSSIAN
  }

  public Vae {
    if (imageHeight % 4 != 0 || imageWidth % 4 != 0) {
      throw new IllegalArgumentException(
          "sides must be multiples of 4: " + imageHeight + " x " + imageWidth);
    }
  }

  /** Rows of the grid of positions; 1 for a flat head. */
  public int gridHeight() {
    return head == Head.SPATIAL ? imageHeight / 4 : 1;
  }

  /** Columns of the grid of positions; 1 for a flat head. */
  public int gridWidth() {
    return head == Head.SPATIAL ? imageWidth / 4 : 1;
  }

  public int positions() {
    return gridHeight() * gridWidth();
  }

  /** Numbers per image in mu. */
  public int latentSize() {
    return latent * positions();
  }

  /** Numbers per image. */
  public int pixels() {
    return channels * imageHeight * imageWidth;
  }

  /** Shape of mu without the batch: [latent, gridHeight, gridWidth]. */
  public long[] latentShape() {
    return new long[] {latent, gridHeight(), gridWidth()};
  }

  @Override
  public long[] inputShape() {
    return new long[] {channels, imageHeight, imageWidth};
  }

  @Override
  public int conditions() {
    return latentSize() + 1;
  }

  @Override
  public SDVariable loss(Ops ops, SDVariable input, SDVariable conditions) {
    SameDiff graph = ops.graph();
    SDVariable noise =
        ops.columns(conditions, 0, latentSize()).reshape(-1, latent, gridHeight(), gridWidth());
    SDVariable beta = ops.columns(conditions, latentSize(), latentSize() + 1).mean();
    Posterior posterior = encode(ops, input);
    SDVariable sigma = graph.math().exp(posterior.logVariance().mul(0.5));
    SDVariable logits = logits(ops, posterior.mu().add(sigma.mul(noise)));
    return reconstruction(ops, input, logits).add(beta.mul(divergence(graph, posterior)));
  }

  /**
   * Mean and log variance of the approximate posterior, each [batch, latent, gridHeight,
   * gridWidth].
   */
  public record Posterior(SDVariable mu, SDVariable logVariance) {}

  /** Encoder: [batch, channels, imageHeight, imageWidth] to the posterior. */
  public Posterior encode(Ops ops, SDVariable images) {
    SDVariable x = ops.relu(ops.conv("encoder.conv1", images, channels, width, 4, 2, 1));
    x = ops.relu(ops.conv("encoder.conv2", x, width, 2 * width, 4, 2, 1));
    x = blocks(ops, "encoder", x);
    return new Posterior(head(ops, "encoder.mu", x), head(ops, "encoder.logVariance", x));
  }

  /**
   * Decoder: [batch, latent, gridHeight, gridWidth] to images [batch, channels, imageHeight,
   * imageWidth].
   */
  public SDVariable decode(Ops ops, SDVariable latents) {
    SDVariable logits = logits(ops, latents);
    return ops.graph().nn().sigmoid(logits);
  }

  private SDVariable logits(Ops ops, SDVariable latents) {
    SDVariable x = blocks(ops, "decoder", unhead(ops, latents));
    x = ops.relu(ops.upConv("decoder.up1", x, 2 * width, width, 4, 2, 1));
    return ops.upConv("decoder.up2", x, width, channels, 4, 2, 1);
  }

  private SDVariable head(Ops ops, String name, SDVariable x) {
    if (head == Head.SPATIAL) {
      return ops.conv(name, x, 2 * width, latent, 1, 1, 0);
    }
    int features = 2 * width * (imageHeight / 4) * (imageWidth / 4);
    return ops.dense(name, x.reshape(-1, features), features, latent).reshape(-1, latent, 1, 1);
  }

  private SDVariable unhead(Ops ops, SDVariable z) {
    if (head == Head.SPATIAL) {
      return ops.relu(ops.conv("decoder.in", z, latent, 2 * width, 3, 1, 1));
    }
    int h = imageHeight / 4;
    int w = imageWidth / 4;
    SDVariable dense = ops.dense("decoder.in", z.reshape(-1, latent), latent, 2 * width * h * w);
    return dense.reshape(-1, 2 * width, h, w);
  }

  /**
   * Residual blocks: relu, conv k3 to half the channels, relu, conv k1 back, plus the input; a last
   * relu.
   */
  private SDVariable blocks(Ops ops, String side, SDVariable x) {
    for (int i = 1; i <= blocks; i++) {
      String name = side + ".block" + i;
      SDVariable y = ops.conv(name + ".conv1", ops.relu(x), 2 * width, width, 3, 1, 1);
      x = x.add(ops.conv(name + ".conv2", ops.relu(y), width, 2 * width, 1, 1, 0));
    }
    return blocks == 0 ? x : ops.relu(x);
  }

  private SDVariable reconstruction(Ops ops, SDVariable images, SDVariable logits) {
    if (likelihood == Likelihood.BERNOULLI) {
      return crossEntropy(ops, images, logits).mean().mul(pixels());
    }
    SDVariable decoded = ops.graph().nn().sigmoid(logits);
    return ops.graph().math().square(decoded.sub(images)).mean().mul(pixels());
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

  private SDVariable divergence(SameDiff graph, Posterior posterior) {
    SDVariable lv = posterior.logVariance();
    SDVariable terms = graph.math().square(posterior.mu()).add(graph.math().exp(lv)).sub(lv).sub(1);
    return terms.mean().mul(0.5 * latentSize());
  }
}
