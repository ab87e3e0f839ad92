package org.geovq.nn;

import java.io.Serializable;

/**
 * What the draws of one pass over the data hang on.
 *
 * @param epoch counted from 1; 0 is the pass over held-out data, the same every time
 * @param weight the network's own number that changes while it trains, such as a VAE's beta
 */
public record Pass(long seed, int epoch, double weight) implements Serializable {}
