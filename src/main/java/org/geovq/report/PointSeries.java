package org.geovq.report;

/**
 * Points joined by a line, each with a spread in both directions.
 *
 * @param name what the legend calls it, different for every line of a chart
 * @param ink how the line is drawn
 * @param x positions, in the order in which they are joined
 * @param y values, as many
 * @param xSpread half the length of each horizontal bar, as many; 0 for none
 * @param ySpread half the length of each vertical bar, as many; 0 for none
 * @param labels what stands at each point, as many
 */
public record PointSeries(
    String name,
    Ink ink,
    double[] x,
    double[] y,
    double[] xSpread,
    double[] ySpread,
    String[] labels) {
  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if they differ
   */
  public PointSeries {
    int n = x.length;
    if (y.length != n || xSpread.length != n || ySpread.length != n || labels.length != n) {
      throw new IllegalArgumentException(
          "points %s: %d x, %d y, %d and %d spreads, %d labels"
              .formatted(name, n, y.length, xSpread.length, ySpread.length, labels.length));
    }
  }

  int size() {
    return x.length;
  }
}
