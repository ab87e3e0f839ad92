package org.geovq.nn;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * A network with the same gradient everywhere: 3 and 4 of its weights, 12 of its bias, 100 of what
 * is a moving average. An input of 1 makes it so, another one stretches it. No conditions but one
 * that is not used.
 */
record Slope() implements Network {
  static final String WEIGHT = "a.weight";
  static final String BIAS = "a.bias";
  static final String AVERAGE = "codebook.counts";

  /** In the order of the parameters. */
  static final float[] GRADIENT = {3, 4, 12, 100};

  @Override
  public long[] inputShape() {
    return new long[] {1};
  }

  @Override
  public int conditions() {
    return 1;
  }

  @Override
  public boolean isAverage(String parameter) {
    return parameter.equals(AVERAGE);
  }

  @Override
  public SDVariable loss(Ops ops, SDVariable input, SDVariable conditions) {
    SDVariable slopes = ops.graph().constant(org.nd4j.linalg.factory.Nd4j.createFromArray(3f, 4f));
    SDVariable weight = ops.parameter(WEIGHT, 1, 2).mul(slopes).sum();
    SDVariable bias = ops.parameter(BIAS, 1, 1).sum().mul(12);
    SDVariable average = ops.parameter(AVERAGE, 1, 1).sum().mul(100);
    return weight.add(bias).add(average).mul(input.mean());
  }
}
