package org.geovq.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class PointChartTest {
  private static final double[] X = {1, 2, 3};
  private static final double[] Y = {3, 2, 1};
  private static final double[] NONE = new double[3];

  @Test
  void spreadsAddBarsInTheColourOfTheirLine() {
    BufferedImage bare = chart(series("a", NONE, ""));
    BufferedImage barred = chart(series("a", new double[] {0, 0.5, 0}, ""));
    assertTrue(count(barred, Style.series(0)) > count(bare, Style.series(0)) + 100);
  }

  @Test
  void labelsAreInkAndOnesThatWouldCoverOthersAreLeftOut() {
    int none = count(chart(series("a", NONE, "")), Style.INK);
    int one = count(chart(series("a", NONE, "2048")), Style.INK);
    assertTrue(one > none + 20, one + " after " + none);
    // The same points once more: another legend entry, but no label on a label.
    int without = count(chart(series("a", NONE, ""), series("b", NONE, "")), Style.INK);
    int twice = count(chart(series("a", NONE, "2048"), series("b", NONE, "2048")), Style.INK);
    assertEquals(one - none, twice - without, 0.35 * (one - none));
  }

  /** Numbers on an axis that only orders would mislead. */
  @Test
  void anOrderHasNoNumbersOnItsAxis() {
    BufferedImage numbers = chart(series("a", NONE, "union"));
    BufferedImage order = PointChart.paintValues("", "x", "y", List.of(series("a", NONE, "union")));
    assertTrue(count(order, Style.FAINT_INK) < count(numbers, Style.FAINT_INK));
    assertTrue(count(order, Style.series(0)) > 50);
  }

  @Test
  void aSinglePointIsAChart() {
    double[] one = {5};
    BufferedImage chart =
        chart(new PointSeries("a", one, one, new double[1], new double[1], new String[] {"64"}));
    assertTrue(count(chart, Style.series(0)) > 50);
  }

  @Test
  void lengthsThatDifferAreRefused() {
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new PointSeries("a", X, Y, NONE, new double[2], new String[3]));
    assertEquals("points a: 3 x, 3 y, 3 and 2 spreads, 3 labels", e.getMessage());
  }

  private static PointSeries series(String name, double[] spread, String label) {
    return new PointSeries(name, X, Y, NONE, spread, new String[] {label, label, label});
  }

  private static BufferedImage chart(PointSeries... series) {
    return PointChart.paint("", "x", "y", List.of(series));
  }

  private static int count(BufferedImage image, Color colour) {
    int count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += image.getRGB(x, y) == colour.getRGB() ? 1 : 0;
      }
    }
    return count;
  }
}
