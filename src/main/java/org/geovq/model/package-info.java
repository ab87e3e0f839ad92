/** The networks: VAE with a spatial or a flat head, and the gated PixelCNN prior. */
package org.geovq.model;
