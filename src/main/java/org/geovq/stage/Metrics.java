package org.geovq.stage;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/**
 * The document metrics/metrics.json: every figure that the report prints. Arms are named after what
 * their codes come from; "vae" is the continuous one. All of the test split.
 */
record Metrics(
    Map<String, Reconstruction> reconstruction,
    Map<String, CodebookFigures> codebook,
    Map<String, Prior> prior,
    Latent latents,
    Map<String, Object> assignment,
    Map<String, Double> seconds) {

  /** Per image and then averaged; MSE and L1 in units of [0, 1]. */
  record Reconstruction(
      double mse, double l1, @JsonProperty("psnr_db") double psnrDb, double ssim) {}

  /** Use of the codes. */
  record CodebookFigures(
      int size,
      int used,
      @JsonProperty("usage_perplexity") double usagePerplexity,
      @JsonProperty("top_share") double topShare,
      @JsonProperty("entropy_bits_per_image") double entropyBitsPerImage) {}

  /** What the prior says of held-out codes. */
  record Prior(
      @JsonProperty("nll_nats_per_image") double nllNatsPerImage,
      @JsonProperty("bits_per_position") double bitsPerPosition,
      @JsonProperty("bits_per_dim") double bitsPerDim,
      double perplexity) {}

  /** The continuous latents. */
  record Latent(
      @JsonProperty("active_units") int activeUnits,
      @JsonProperty("active_channels") int activeChannels,
      @JsonProperty("kl_nats_per_image") double klNatsPerImage,
      @JsonProperty("kl_nats_per_channel") double[] klNatsPerChannel) {}
}
