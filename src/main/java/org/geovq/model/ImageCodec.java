package org.geovq.model;

import java.util.List;
import org.geovq.nn.Inference;
import org.geovq.nn.ParameterSet;

/** A trained auto-encoder's two halves for one thread. */
public final class ImageCodec implements AutoCloseable {
  private final Inference encoder;
  private final Inference decoder;

  /**
   * @param batchSize images at once
   */
  public ImageCodec(AutoEncoder network, ParameterSet parameters, int batchSize) {
    encoder = new Inference(parameters, batchSize, network.inputShape(), network::latents);
    decoder =
        new Inference(
            parameters,
            batchSize,
            network.latentShape(),
            (ops, latents) -> List.of(network.decode(ops, latents)));
  }

  /**
   * Images at once of so many that no batch is filled up with what is not asked for.
   *
   * @param images all
   * @param most at once
   */
  static int batch(int images, int most) {
    int batches = (images + most - 1) / most;
    return (images + batches - 1) / batches;
  }

  /** Images [n, channels, height, width] to what the encoder gives, each [n, latentSize]. */
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
