package org.geovq.bench;

import java.util.Map;
import java.util.TreeMap;
import org.geovq.UserError;
import org.geovq.model.GatedPixelCnn;
import org.geovq.model.Likelihood;
import org.geovq.model.MaskedPixelCnn;
import org.geovq.model.Residual;
import org.geovq.model.TransformerPrior;
import org.geovq.model.Vae;
import org.geovq.model.VqVae;
import org.geovq.nn.Network;

/**
 * The networks of the reference experiments, by the names that the benchmark and its peer use, and
 * ours for MNIST by those of the defaults.
 */
final class ReferenceNetworks {
  /** Codes of all of them. */
  private static final int CODES = 512;

  private static final double COMMITMENT = 0.25;

  private static final Map<String, Network> BY_NAME =
      new TreeMap<>(
          Map.of(
              "gated-pixelcnn",
              new GatedPixelCnn(CODES, 7, 7, 48, 5, 0),
              "transformer",
              new TransformerPrior(CODES, 7, 7, 96, 4, 3, 0),
              "vae-mnist",
              new Vae(1, 28, 28, 128, 0, Vae.Head.FLAT, 256, Likelihood.BERNOULLI),
              "vae-colour",
              new Vae(
                  3, 32, 32, 64, 2, Residual.REFERENCE, Vae.Head.FLAT, 512, Likelihood.GAUSSIAN),
              "vqvae-mnist",
              vqvae(1, 28, Likelihood.BERNOULLI),
              "vqvae-colour",
              vqvae(3, 32, Likelihood.GAUSSIAN),
              "pixelcnn-mnist",
              new MaskedPixelCnn(CODES, 7, 7, 128, 256, 10, 0),
              "pixelcnn-colour",
              new MaskedPixelCnn(CODES, 8, 8, 64, 128, 12, 0)));

  private ReferenceNetworks() {}

  private static VqVae vqvae(int channels, int side, Likelihood likelihood) {
    return VqVae.reference(
        channels, side, side, CODES, likelihood, VqVae.Learning.GRADIENT, COMMITMENT, 0);
  }

  /**
   * The network of that name.
   *
   * @throws UserError if there is none
   */
  static Network named(String name) {
    Network network = BY_NAME.get(name);
    if (network == null) {
      throw new UserError(
          "--net %s: expected one of %s.", name, String.join(", ", BY_NAME.keySet()));
    }
    return network;
  }
}
