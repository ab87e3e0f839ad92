package org.geovq.model;

import org.geovq.nn.Network;
import org.geovq.nn.Ops;
import org.geovq.nn.ParameterSet;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * A decoder alone, to be trained further on the vectors that codes stand for: what a VAE's learnt
 * on samples of the posterior, or a VQ-VAE's on the nearest codes, need not be best for them. The
 * encoder, and so the codes, stay as they are.
 *
 * <p>A row of conditions is the quantized latents [latentSize], the input the image.
 */
public record DecoderTuning(AutoEncoder network) implements Network {

  @Override
  public long[] inputShape() {
    return network.inputShape();
  }

  @Override
  public int conditions() {
    return network.latentSize();
  }

  /** Reconstruction loss, summed over an image. */
  @Override
  public SDVariable loss(Ops ops, SDVariable input, SDVariable conditions) {
    long[] grid = Ops.batchShape(-1, network.latentShape());
    SDVariable logits = network.logits(ops, conditions.reshape(grid));
    return network.likelihood().loss(ops, input, logits, network.pixels());
  }

  /** The decoder's part of the whole network's parameters. */
  public ParameterSet decoder(ParameterSet whole) {
    return ParameterSet.initial(this, 0).takenFrom(whole);
  }

  /** The whole network's parameters with another decoder. */
  public ParameterSet with(ParameterSet whole, ParameterSet decoder) {
    return whole.takenFrom(decoder);
  }
}
