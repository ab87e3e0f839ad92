package org.geovq.nn;

import java.io.Serializable;

/**
 * What holds the steps of the optimiser back. Moving averages ({@link Network#isAverage}) are free
 * of both.
 *
 * @param clipNorm a gradient whose L2 norm over all learned parameters is longer is scaled down to
 *     this length before the optimiser sees it (Pascanu et al. 2013, arXiv 1211.5063); 0: never
 * @param weightDecay each step takes weightDecay x step size x value off the weights, after the
 *     optimiser (Loshchilov and Hutter 2019, arXiv 1711.05101); off nothing but weights, see {@link
 *     Parameter#isWeight}
 */
record Restraint(double clipNorm, double weightDecay) implements Serializable {
  static final Restraint NONE = new Restraint(0, 0);
}
