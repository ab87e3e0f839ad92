/**
 * geovq: discrete codes for images after the fact, by geodesic vector quantization of VAE latents.
 */
package org.geovq;
