package org.geovq.model;

import java.util.List;
import org.geovq.nn.Network;
import org.geovq.nn.Ops;
import org.nd4j.autodiff.samediff.SDVariable;

/** A network that brings images to latent numbers and back. */
public interface AutoEncoder extends Network {

  /** How far a reconstruction is from its image. */
  Likelihood likelihood();

  /** Shape of an image's latent numbers: [dimension, gridHeight, gridWidth]. */
  long[] latentShape();

  /**
   * Encoder: [batch, channels, height, width] to what it says of the latents, each [batch,
   * latentShape...]. The first is what the decoder takes.
   */
  List<SDVariable> latents(Ops ops, SDVariable images);

  /** Decoder before its sigmoid: [batch, latentShape...] to [batch, channels, height, width]. */
  SDVariable logits(Ops ops, SDVariable latents);

  /** Decoder: [batch, latentShape...] to images [batch, channels, height, width] in [0, 1]. */
  default SDVariable decode(Ops ops, SDVariable latents) {
    return ops.graph().nn().sigmoid(logits(ops, latents));
  }

  /** Latent numbers per image. */
  default int latentSize() {
    return size(latentShape());
  }

  /** Numbers per image. */
  default int pixels() {
    return size(inputShape());
  }

  private static int size(long[] shape) {
    long n = 1;
    for (long side : shape) {
      n = Math.multiplyExact(n, side);
    }
    return Math.toIntExact(n);
  }
}
