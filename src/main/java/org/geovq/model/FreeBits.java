package org.geovq.model;

import org.geovq.nn.Network;
import org.geovq.nn.Ops;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * A VAE that is trained with free bits (Kingma et al. 2016, arXiv 1606.04934): a channel whose KL
 * divergence, mean over the batch and the positions, is below a floor is charged as if it were at
 * the floor, and so gains nothing by holding less. Keeps channels from falling silent early on.
 *
 * <p>Parameters, input and conditions are the VAE's.
 *
 * @param nats the floor, per position, above 0; with a flat head each latent number is a channel
 */
public record FreeBits(Vae vae, double nats) implements Network {

  @Override
  public long[] inputShape() {
    return vae.inputShape();
  }

  @Override
  public int conditions() {
    return vae.conditions();
  }

  @Override
  public SDVariable loss(Ops ops, SDVariable input, SDVariable conditions) {
    return vae.loss(ops, input, conditions, nats);
  }
}
