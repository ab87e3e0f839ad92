package org.geovq.graph;

import java.util.Arrays;

/** Boxes for the Fisher-Rao distance: coordinate c is mu c, coordinate D + c is sigma c. */
final class FisherRaoBoxes implements Boxes {
  private static final long serialVersionUID = 1;

  /** [coordinates][boxes]. */
  private final double[][] low;

  private final double[][] high;

  FisherRaoBoxes(int coordinates, int count) {
    low = new double[coordinates][count];
    high = new double[coordinates][count];
  }

  void set(int box, Region region) {
    for (int c = 0; c < low.length; c++) {
      low[c][box] = region.low(c);
      high[c][box] = region.high(c);
    }
  }

  @Override
  public void bounds(Region region, float[] bounds) {
    Arrays.fill(bounds, 0);
    for (int c = 0; c < low.length / 2; c++) {
      for (int i = 0; i < bounds.length; i++) {
        bounds[i] += (float) bound(c, i, region);
      }
    }
  }

  /**
   * The two terms of x / 2 are each at least their least value in the boxes: the one of mu at the
   * nearest mus and the largest sigmas, the other, which grows with the sigmas' ratio, at the
   * nearest sigmas.
   */
  private double bound(int c, int box, Region region) {
    int sigma = low.length / 2 + c;
    double gap = gap(region.low(c), region.high(c), low[c][box], high[c][box]);
    double spread = gap(region.low(sigma), region.high(sigma), low[sigma][box], high[sigma][box]);
    // Where there is a gap between the sigmas it is from the smaller of the highs.
    double near = Math.min(region.high(sigma), high[sigma][box]);
    return FisherRao.fromHalf(
        gap * gap / (8 * region.high(sigma) * high[sigma][box])
            + spread * spread / (4 * near * (near + spread)));
  }

  private static double gap(double low, double high, double otherLow, double otherHigh) {
    return Math.max(Math.max(otherLow - high, low - otherHigh), 0);
  }

  @Override
  public Boxes subset(int[] boxes, int count) {
    FisherRaoBoxes subset = new FisherRaoBoxes(low.length, count);
    for (int c = 0; c < low.length; c++) {
      for (int i = 0; i < count; i++) {
        subset.low[c][i] = low[c][boxes[i]];
        subset.high[c][i] = high[c][boxes[i]];
      }
    }
    return subset;
  }
}
