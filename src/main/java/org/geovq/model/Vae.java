package org.geovq.model;

import java.util.List;
import org.geovq.nn.Ops;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Variational auto-encoder (Kingma and Welling 2014, arXiv 1312.6114) on images [channels, height,
 * width] in [0, 1].
 *
 * <p>Trunk: two convolutions k4 s2 p1 (channels to width to 2 x width, ReLU), then residual blocks.
 * A {@code SPATIAL} head gives mu and log variance on the grid [latent, height/4, width/4]; a
 * {@code FLAT} head is dense and gives [latent]. The decoder mirrors it.
 *
 * <p>The reference networks are {@code FLAT}: on [1, 28, 28] with width 128, latent 256 and no
 * blocks (10,700,033 parameters), on [3, 32, 32] with width 64, latent 512 and two {@code
 * REFERENCE} blocks (13,320,323 parameters).
 *
 * <p>A row of conditions is (noise [latentSize], beta).
 *
 * @param imageHeight, imageWidth multiples of 4
 * @param width channels of the first convolution; the second has twice as many
 * @param latent channels per position (spatial) or numbers per image (flat)
 * @param blocks residual blocks on each side, at a quarter of the image's side
 * @param residual their form
 */
public record Vae(
    int channels,
    int imageHeight,
    int imageWidth,
    int width,
    int blocks,
    Residual residual,
    Head head,
    int latent,
    Likelihood likelihood)
    implements AutoEncoder {

  /** Where the latent numbers live. */
  public enum Head {
    SPATIAL,
    FLAT
  }

  public Vae {
    Sizes.requireImage(channels, imageHeight, imageWidth);
    Sizes.requireWidth("width", width);
    Sizes.requireLayers("blocks", blocks);
    Sizes.requireWidth("latent", latent);
    Sizes.requireAll(residual, head, likelihood);
  }

  /** With {@code PREACTIVATED} blocks. */
  public Vae(
      int channels,
      int imageHeight,
      int imageWidth,
      int width,
      int blocks,
      Head head,
      int latent,
      Likelihood likelihood) {
    this(
        channels,
        imageHeight,
        imageWidth,
        width,
        blocks,
        Residual.PREACTIVATED,
        head,
        latent,
        likelihood);
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

  /** Shape of mu without the batch: [latent, gridHeight, gridWidth]. */
  @Override
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
    return loss(ops, input, conditions, 0);
  }

  /** The loss with free bits, see {@link FreeBits}. */
  SDVariable loss(Ops ops, SDVariable input, SDVariable conditions, double freeNats) {
    SameDiff graph = ops.graph();
    SDVariable noise =
        ops.columns(conditions, 0, latentSize()).reshape(-1, latent, gridHeight(), gridWidth());
    SDVariable beta = ops.columns(conditions, latentSize(), latentSize() + 1).mean();
    Posterior posterior = encode(ops, input);
    SDVariable sigma = graph.math().exp(posterior.logVariance().mul(0.5));
    SDVariable logits = logits(ops, posterior.mu().add(sigma.mul(noise)));
    return likelihood
        .loss(ops, input, logits, pixels())
        .add(beta.mul(divergence(ops, posterior, freeNats)));
  }

  /**
   * Mean and log variance of the approximate posterior, each [batch, latent, gridHeight,
   * gridWidth].
   */
  public record Posterior(SDVariable mu, SDVariable logVariance) {}

  /** Encoder: [batch, channels, imageHeight, imageWidth] to the posterior. */
  public Posterior encode(Ops ops, SDVariable images) {
    SDVariable x = trunk().down(ops, images);
    return new Posterior(head(ops, "encoder.mu", x), head(ops, "encoder.logVariance", x));
  }

  @Override
  public List<SDVariable> latents(Ops ops, SDVariable images) {
    Posterior posterior = encode(ops, images);
    return List.of(posterior.mu(), posterior.logVariance());
  }

  @Override
  public SDVariable logits(Ops ops, SDVariable latents) {
    return trunk().up(ops, unhead(ops, latents));
  }

  private Trunk trunk() {
    return new Trunk(channels, width, blocks, residual);
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
      return trunk().in(ops, z, latent);
    }
    int h = imageHeight / 4;
    int w = imageWidth / 4;
    SDVariable dense = ops.dense("decoder.in", z.reshape(-1, latent), latent, 2 * width * h * w);
    return dense.reshape(-1, 2 * width, h, w);
  }

  private SDVariable divergence(Ops ops, Posterior posterior, double freeNats) {
    SameDiff graph = ops.graph();
    SDVariable lv = posterior.logVariance();
    SDVariable terms = graph.math().square(posterior.mu()).add(graph.math().exp(lv)).sub(lv).sub(1);
    if (freeNats == 0) {
      return terms.mean().mul(0.5 * latentSize());
    }
    SDVariable perChannel = terms.mean(0, 2, 3).mul(0.5);
    return ops.atLeast(perChannel, freeNats).sum().mul(positions());
  }
}
