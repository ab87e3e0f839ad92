package org.geovq.eval;

import java.io.Serializable;

/**
 * What a continuous latent space holds. A unit is one number of the latent vector: a channel at a
 * position. With a flat head there is one position, and units are channels.
 *
 * <p>Active units: Y. Burda, R. Grosse, R. Salakhutdinov, "Importance weighted autoencoders", 2016,
 * arXiv:1509.00519.
 *
 * @param klNatsPerChannel {@code [D]}: KL divergence of the posterior from the standard normal, in
 *     nats, mean over images and positions; 0 where a channel holds nothing
 * @param klNatsPerImage the rate: sum over all units, mean over images, in nats
 * @param activeUnits units whose mu has a variance over the images above {@link
 *     LatentMeter#ACTIVE_VARIANCE}, 0 to D x positions
 * @param activeChannels channels with an active unit at one position at least, 0 to D
 */
public record LatentFigures(
    double[] klNatsPerChannel, double klNatsPerImage, int activeUnits, int activeChannels)
    implements Serializable {}
