package org.geovq.graph;

/** A decoder as a function of latents. */
@FunctionalInterface
public interface Decoder {
  /**
   * Decodes a batch of images, each from all its latents.
   *
   * @param latents [n, positions, D], each image's vectors in the order of their positions
   * @return the decoder's mean images, [n, pixels]
   */
  float[] decode(float[] latents);
}
