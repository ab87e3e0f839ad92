package org.geovq.report;

/**
 * One line of a chart. Points with a y that is not finite are left out and break the line.
 *
 * @param name what the legend calls it, different for every line of a chart
 * @param ink how it is drawn
 * @param x positions, ascending
 * @param y values, as many
 */
public record Series(String name, Ink ink, double[] x, double[] y) {
  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if x and y differ in length
   */
  public Series {
    if (x.length != y.length) {
      throw new IllegalArgumentException(
          "series %s: %d x for %d y".formatted(name, x.length, y.length));
    }
  }
}
