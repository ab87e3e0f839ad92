package org.geovq.graph;

import java.util.Arrays;

/** Boxes for a metric that is a sum of weighted squared differences. */
final class DifferenceBoxes implements Boxes {
  private static final long serialVersionUID = 1;

  /** Half widths grow by more than all rounding, so that no gap is seen where there is none. */
  private static final double ROUNDING = 1 + 1e-6;

  /** Middles, half widths and least weights of the nodes, [coordinates][boxes]. */
  private final float[][] middles;

  private final float[][] halves;
  private final float[][] weights;

  DifferenceBoxes(int coordinates, int count) {
    middles = new float[coordinates][count];
    halves = new float[coordinates][count];
    weights = new float[coordinates][count];
  }

  private DifferenceBoxes(float[][] middles, float[][] halves, float[][] weights) {
    this.middles = middles;
    this.halves = halves;
    this.weights = weights;
  }

  void set(int box, Region region) {
    for (int c = 0; c < middles.length; c++) {
      middles[c][box] = middle(region, c);
      halves[c][box] = half(region, c);
      weights[c][box] = (float) region.weight(c);
    }
  }

  private static float middle(Region region, int c) {
    return 0.5f * (float) region.low(c) + 0.5f * (float) region.high(c);
  }

  private static float half(Region region, int c) {
    double middle = middle(region, c);
    double half = Math.max(middle - (float) region.low(c), (float) region.high(c) - middle);
    return (float) (ROUNDING * half);
  }

  @Override
  public void bounds(Region region, float[] bounds) {
    Arrays.fill(bounds, 0);
    for (int c = 0; c < middles.length; c++) {
      float weight = (float) region.weight(c);
      add(middles[c], halves[c], weights[c], middle(region, c), half(region, c), weight, bounds);
    }
  }

  private static void add(
      float[] middles,
      float[] halves,
      float[] weights,
      float middle,
      float half,
      float weight,
      float[] bounds) {
    for (int i = 0; i < bounds.length; i++) {
      float gap = Math.abs(middle - middles[i]) - (half + halves[i]);
      // Without Math.max, which is not vectorised well.
      float positive = 0.5f * (gap + Math.abs(gap));
      bounds[i] += positive * positive * (weight + weights[i]);
    }
  }

  @Override
  public Boxes subset(int[] boxes, int count) {
    return new DifferenceBoxes(
        picked(middles, boxes, count), picked(halves, boxes, count), picked(weights, boxes, count));
  }

  private static float[][] picked(float[][] columns, int[] boxes, int count) {
    float[][] picked = new float[columns.length][count];
    for (int c = 0; c < columns.length; c++) {
      for (int i = 0; i < count; i++) {
        picked[c][i] = columns[c][boxes[i]];
      }
    }
    return picked;
  }
}
