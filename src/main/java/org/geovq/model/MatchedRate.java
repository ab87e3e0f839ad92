package org.geovq.model;

import java.util.Arrays;
import org.geovq.eval.LatentMeter;
import org.geovq.nn.ParameterSet;
import org.geovq.nn.Trainer;
import org.geovq.nn.Trainer.Steered;

/**
 * Steers beta until the latents hold as much as the codes will carry: KL per position = log(codes).
 * After each round log beta moves by gain times the relative error of the KL on some training
 * images, an error counting as 1 at most.
 *
 * @param batchSize images that are encoded at once
 * @param targetNats KL per image that is wanted
 */
public record MatchedRate(Vae vae, ImageShard probe, int batchSize, double targetNats, double gain)
    implements Trainer.Steering {

  @Override
  public Steered next(Steered state, int iterations, int all) {
    double error = Math.max(-1, Math.min(1, kl(state.parameters()) / targetNats - 1));
    return new Steered(state.weight() * Math.exp(gain * error), state.parameters());
  }

  private double kl(ParameterSet parameters) {
    float[][] posterior;
    try (ImageCodec codec =
        new ImageCodec(vae, parameters, ImageCodec.batch(probe.size(), batchSize))) {
      posterior = codec.encode(probe.planar());
    }
    LatentMeter meter = new LatentMeter(vae.latent(), vae.positions());
    int size = vae.latentSize();
    for (int i = 0; i < probe.size(); i++) {
      meter.add(
          Arrays.copyOfRange(posterior[0], i * size, (i + 1) * size),
          Arrays.copyOfRange(posterior[1], i * size, (i + 1) * size));
    }
    return meter.figures().klNatsPerImage();
  }
}
