/**
 * The networks: VAE with a spatial or a flat head; gated PixelCNN, masked PixelCNN and Transformer
 * as priors over its codes.
 */
package org.geovq.model;
