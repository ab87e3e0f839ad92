package org.geovq.cluster;

import java.io.Serializable;

/**
 * An exchange of a medoid for a landmark.
 *
 * @param row row of the landmark that becomes a medoid
 * @param medoid 0 .. K-1: the medoid that goes
 * @param gain what the loss falls by, above 0
 */
public record Swap(int row, int medoid, double gain) implements Serializable {}
