package org.geovq.model;

import java.util.List;
import org.geovq.nn.Inference;
import org.geovq.nn.ParameterSet;

/** A trained VAE's encoder and decoder for one thread. */
public final class VaeCodec implements AutoCloseable {
  private final Inference encoder;
  private final Inference decoder;

  /**
   * @param batchSize images at once
   */
  public VaeCodec(Vae vae, ParameterSet parameters, int batchSize) {
    encoder =
        new Inference(
            parameters,
            batchSize,
            vae.inputShape(),
            (ops, images) -> {
              Vae.Posterior posterior = vae.encode(ops, images);
              return List.of(posterior.mu(), posterior.logVariance());
            });
    decoder =
        new Inference(
            parameters,
            batchSize,
            vae.latentShape(),
            (ops, latents) -> List.of(vae.decode(ops, latents)));
  }

  /** Images [n, channels, height, width] to mu and log variance, each [n, latentSize]. */
  public float[][] encode(float[] images) {
    return encoder.run(images);
  }

  /** Latents [n, latentSize] to images [n, channels, height, width] in [0, 1]. */
  public float[] decode(float[] latents) {
    return decoder.run(latents)[0];
  }

  @Override
  public void close() {
    encoder.close();
    decoder.close();
  }
}
