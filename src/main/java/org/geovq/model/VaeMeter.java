package org.geovq.model;

import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.geovq.eval.LatentFigures;
import org.geovq.eval.LatentMeter;
import org.geovq.nn.Pass;

/**
 * Sums a VAE's held-out figures over shards: reconstruction of a sampled latent, and the latents'
 * own.
 */
public final class VaeMeter implements Serializable {
  private static final long serialVersionUID = 1;

  private final Vae vae;
  private final LatentMeter latents;
  private double reconstruction;
  private long images;

  public VaeMeter(Vae vae) {
    this.vae = vae;
    this.latents = new LatentMeter(vae.latent(), vae.positions());
  }

  /** Adds a shard's images in chunks of the given size. */
  public VaeMeter add(ImageCodec codec, ImageShard shard, Pass pass, int chunk) {
    for (int from = 0; from < shard.size(); from += chunk) {
      addChunk(codec, shard, pass, from, Math.min(shard.size(), from + chunk));
    }
    return this;
  }

  /** Adds another meter's sums. */
  public VaeMeter merge(VaeMeter other) {
    latents.merge(other.latents);
    reconstruction += other.reconstruction;
    images += other.images;
    return this;
  }

  /**
   * Mean reconstruction loss per image (nats, or squared error), KL per image and per channel in
   * nats, active units.
   */
  public Map<String, Double> figures() {
    LatentFigures figures = latents.figures();
    Map<String, Double> named = new LinkedHashMap<>();
    named.put("reconstruction", reconstruction / images);
    named.put("kl", figures.klNatsPerImage());
    named.put("active_units", (double) figures.activeUnits());
    if (vae.positions() > 1) {
      for (int c = 0; c < vae.latent(); c++) {
        named.put("kl_channel_" + (c + 1), figures.klNatsPerChannel()[c]);
      }
    }
    return named;
  }

  /**
   * KL per image in nats, each channel charged at least some nats per position, as {@link FreeBits}
   * does for a batch.
   */
  public double charged(double freeNats) {
    LatentFigures figures = latents.figures();
    double more = 0;
    for (double kl : figures.klNatsPerChannel()) {
      more += Math.max(0, freeNats - kl);
    }
    return figures.klNatsPerImage() + more * vae.positions();
  }

  private void addChunk(ImageCodec codec, ImageShard shard, Pass pass, int from, int to) {
    int pixels = vae.pixels();
    int size = vae.latentSize();
    float[] input = new float[(to - from) * pixels];
    float[] conditions = new float[(to - from) * vae.conditions()];
    for (int i = 0; i < to - from; i++) {
      shard.fill(from + i, pass, input, i * pixels, conditions, i * vae.conditions());
    }
    float[][] posterior = codec.encode(input);
    float[] sampled = new float[(to - from) * size];
    for (int i = 0; i < to - from; i++) {
      float[] mu = Arrays.copyOfRange(posterior[0], i * size, (i + 1) * size);
      float[] logVariance = Arrays.copyOfRange(posterior[1], i * size, (i + 1) * size);
      latents.add(mu, logVariance);
      for (int j = 0; j < size; j++) {
        double sigma = Math.exp(0.5 * logVariance[j]);
        sampled[i * size + j] = (float) (mu[j] + sigma * conditions[i * vae.conditions() + j]);
      }
    }
    reconstruction += vae.likelihood().loss(input, codec.decode(sampled));
    images += to - from;
  }
}
