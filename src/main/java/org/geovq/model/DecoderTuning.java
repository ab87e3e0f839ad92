package org.geovq.model;

import org.geovq.nn.Network;
import org.geovq.nn.Ops;
import org.geovq.nn.ParameterSet;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * A VAE's decoder alone, to be trained further on quantized latents: what it learnt on samples of
 * the posterior need not be best for the vectors that codes stand for. The encoder, and so the
 * codes, stay as they are.
 *
 * <p>A row of conditions is the quantized latents [latentSize], the input the image.
 */
public record DecoderTuning(Vae vae) implements Network {

  @Override
  public long[] inputShape() {
    return vae.inputShape();
  }

  @Override
  public int conditions() {
    return vae.latentSize();
  }

  /** Reconstruction loss, summed over an image. */
  @Override
  public SDVariable loss(Ops ops, SDVariable input, SDVariable conditions) {
    long[] grid = Ops.batchShape(-1, vae.latentShape());
    SDVariable logits = vae.logits(ops, conditions.reshape(grid));
    return vae.likelihood().loss(ops, input, logits, vae.pixels());
  }

  /** The decoder's part of a VAE's parameters. */
  public ParameterSet decoder(ParameterSet whole) {
    return ParameterSet.initial(this, 0).takenFrom(whole);
  }

  /** A VAE's parameters with another decoder. */
  public ParameterSet with(ParameterSet whole, ParameterSet decoder) {
    return whole.takenFrom(decoder);
  }
}
