/**
 * The networks: VAE with a spatial or a flat head; VQ-VAE by moving averages or gradients; gated
 * PixelCNN, masked PixelCNN and Transformer as priors over codes; the classifier whose features
 * judge samples; and what is done with trained ones: encoding, decoding, tuning of a decoder,
 * refinement of codes.
 */
package org.geovq.model;
