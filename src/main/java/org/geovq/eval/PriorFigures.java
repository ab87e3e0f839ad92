package org.geovq.eval;

import java.io.Serializable;

/**
 * How well a prior predicts held-out codes; lower is better throughout. A collapsed codebook is
 * easy to predict, so read these next to {@link CodeUsage}.
 *
 * @param nllNatsPerImage negative log likelihood of an image's codes, in nats
 * @param bitsPerPosition the same in bits per code
 * @param bitsPerDim the same in bits per number of the image (pixels x channels)
 * @param perplexity exp of the nats per code: 1 at best, K for a prior that knows nothing
 */
public record PriorFigures(
    double nllNatsPerImage, double bitsPerPosition, double bitsPerDim, double perplexity)
    implements Serializable {

  /**
   * @param totalNats negative log likelihood of all codes of all images
   * @param images number of images, at least 1
   * @param positionsPerImage codes per image, at least 1
   * @param dimensions numbers per image: height x width x channels, at least 1
   * @throws IllegalArgumentException where a number is below 1
   */
  public static PriorFigures of(
      double totalNats, long images, int positionsPerImage, int dimensions) {
    if (images < 1 || positionsPerImage < 1 || dimensions < 1) {
      throw new IllegalArgumentException(
          "%d images, %d positions, %d dimensions"
              .formatted(images, positionsPerImage, dimensions));
    }
    double nats = totalNats / images;
    double bits = nats / Math.log(2);
    return new PriorFigures(
        nats, bits / positionsPerImage, bits / dimensions, Math.exp(nats / positionsPerImage));
  }
}
