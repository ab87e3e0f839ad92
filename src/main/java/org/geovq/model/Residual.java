package org.geovq.model;

/** What stands between a trunk's strided convolutions and the grid of latent vectors. */
public enum Residual {
  /**
   * Blocks of relu, conv k3 to half the channels, relu, conv k1 back, plus the input; a last relu
   * if there are any.
   */
  PREACTIVATED,
  /**
   * As in the reference experiments on colour images: conv k3, relu; blocks of conv k3 to a quarter
   * of the channels, relu, conv k1 back, plus the input; in the decoder a last relu.
   */
  REFERENCE
}
