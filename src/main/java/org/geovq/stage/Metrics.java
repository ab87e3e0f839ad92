package org.geovq.stage;

import java.util.Map;

/**
 * The document metrics/metrics.json: every figure that the report prints. Arms are named after what
 * their codes come from; "vae" is the continuous one. All of the test split.
 *
 * @param reconstruction by arm, and by arm_mean or arm_medoid where the codes are decoded the other
 *     way
 * @param codebook by arm
 * @param prior by arm and kind of prior
 * @param assignment what each arm's table of codes says of itself
 * @param seconds by directory
 */
record Metrics(
    Map<String, Reconstruction> reconstruction,
    Map<String, CodebookFigures> codebook,
    Map<String, Map<String, Prior>> prior,
    Latent latents,
    Map<String, Map<String, Object>> assignment,
    Map<String, Double> seconds) {

  /** Per image and then averaged; MSE and L1 in units of [0, 1]. */
  record Reconstruction(double mse, double l1, double psnrDb, double ssim) {}

  /** Use of the codes. */
  record CodebookFigures(
      int size, int used, double usagePerplexity, double topShare, double entropyBitsPerImage) {}

  /** What the prior says of held-out codes. */
  record Prior(
      double nllNatsPerImage, double bitsPerPosition, double bitsPerDim, double perplexity) {}

  /** The continuous latents. */
  record Latent(
      int activeUnits, int activeChannels, double klNatsPerImage, double[] klNatsPerChannel) {}
}
