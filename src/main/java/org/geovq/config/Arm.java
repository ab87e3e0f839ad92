package org.geovq.config;

import java.util.Locale;

/** One way to discrete codes; the arms of a run are compared with each other. */
public enum Arm {
  /** k-medoids on the distances along the graph. */
  GEODESIC,
  /** k-medoids on the straight distances of the graph's metric. */
  DIRECT,
  /** Lloyd's k-means on the nodes' mu. */
  KMEANS,
  /** k-medoids on the straight Euclidean distances of the nodes' mu. */
  KMEDOIDS_EUCLIDEAN,
  /** Landmarks drawn at random. */
  RANDOM_CODEBOOK,
  /** The end-to-end VQ-VAE, its codebook kept by moving averages. */
  VQVAE,
  /** The end-to-end VQ-VAE of 2017, its codebook trained by gradients. */
  VQVAE_GRADIENT;

  /** The name in the configuration, in directories and in metrics.json: kmedoids_euclidean. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the codes are made of the latents of the trained VAE. */
  public boolean postHoc() {
    return this != VQVAE && this != VQVAE_GRADIENT;
  }
}
