package org.geovq.model;

import org.geovq.nn.Ops;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The convolutions that VAE and VQ-VAE share: two of k4 s2 p1 (channels to width to 2 x width,
 * ReLU), then residual blocks; the way back mirrors it.
 *
 * @param channels of the image
 * @param width channels of the first convolution; the second has twice as many
 * @param blocks residual blocks on each side, at a quarter of the image's side
 */
record Trunk(int channels, int width, int blocks, Residual residual) {

  /** Images [batch, channels, h, w] to features [batch, 2 x width, h/4, w/4]. */
  SDVariable down(Ops ops, SDVariable images) {
    SDVariable x = ops.relu(ops.conv("encoder.conv1", images, channels, width, 4, 2, 1));
    x = ops.relu(ops.conv("encoder.conv2", x, width, 2 * width, 4, 2, 1));
    return residual == Residual.REFERENCE
        ? plainBlocks(ops, "encoder", x)
        : preactivatedBlocks(ops, "encoder", x);
  }

  /** A grid of latent vectors [batch, latent, h/4, w/4] to features: k3 p1, ReLU. */
  SDVariable in(Ops ops, SDVariable latents, int latent) {
    return ops.relu(ops.conv("decoder.in", latents, latent, 2 * width, 3, 1, 1));
  }

  /** Features [batch, 2 x width, h/4, w/4] to logits of images [batch, channels, h, w]. */
  SDVariable up(Ops ops, SDVariable features) {
    SDVariable x =
        residual == Residual.REFERENCE
            ? ops.relu(plainBlocks(ops, "decoder", features))
            : preactivatedBlocks(ops, "decoder", features);
    x = ops.relu(ops.upConv("decoder.up1", x, 2 * width, width, 4, 2, 1));
    return ops.upConv("decoder.up2", x, width, channels, 4, 2, 1);
  }

  private SDVariable preactivatedBlocks(Ops ops, String side, SDVariable x) {
    for (int i = 1; i <= blocks; i++) {
      x = ops.sum(x, bottleneck(ops, side + ".block" + i, ops.relu(x), width));
    }
    return blocks == 0 ? x : ops.relu(x);
  }

  private SDVariable plainBlocks(Ops ops, String side, SDVariable x) {
    x = ops.relu(ops.conv(side + ".conv3", x, 2 * width, 2 * width, 3, 1, 1));
    for (int i = 1; i <= blocks; i++) {
      x = ops.sum(x, bottleneck(ops, side + ".block" + i, x, width / 2));
    }
    return x;
  }

  private SDVariable bottleneck(Ops ops, String name, SDVariable x, int inner) {
    SDVariable y = ops.conv(name + ".conv1", x, 2 * width, inner, 3, 1, 1);
    return ops.conv(name + ".conv2", ops.relu(y), inner, 2 * width, 1, 1, 0);
  }
}
