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

  /** Columns left of the legend. */
  private static final int PLOT = 1580;

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

  /** The names of values stand below the axis, and no number does. */
  @Test
  void anOrderHasItsValuesOnItsAxis() {
    BufferedImage none = values("", "", "");
    BufferedImage names = values("union", "mutual", "sum");
    assertTrue(count(names, Style.FAINT_INK) > count(none, Style.FAINT_INK) + 200);
    assertTrue(count(names, Style.series(0)) > 50);
  }

  private static BufferedImage values(String... names) {
    double[] places = {0, 1, 2};
    PointSeries line =
        new PointSeries("a", Ink.of(0), places, Y, NONE, NONE, new String[] {"", "", ""});
    return PointChart.paintValues("", "x", "y", List.of(names), List.of(line));
  }

  /** One that fails would press all others onto the axis. */
  @Test
  void valuesFarApartStandOnALogarithmicAxis() {
    double[] y = {0.1, 0.01, 0.001};
    BufferedImage chart =
        chart(new PointSeries("a", Ink.of(0), X, y, NONE, NONE, new String[] {"", "", ""}));
    // The middle point lies half way up, not at the bottom.
    int[] rows = rows(chart, Style.series(0));
    int middle = (rows[0] + rows[1]) / 2;
    int here = 0;
    for (int x = 0; x < PLOT; x++) {
      here += chart.getRGB(x, middle) == Style.series(0).getRGB() ? 1 : 0;
    }
    assertTrue(here > 8, "a marker at row " + middle + ": " + here);
  }

  /** The first and the last that have a colour. */
  private static int[] rows(BufferedImage image, Color colour) {
    int[] rows = {image.getHeight(), 0};
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < PLOT; x++) {
        if (image.getRGB(x, y) == colour.getRGB()) {
          rows[0] = Math.min(rows[0], y);
          rows[1] = Math.max(rows[1], y);
        }
      }
    }
    return rows;
  }

  @Test
  void aSinglePointIsAChart() {
    double[] one = {5};
    BufferedImage chart =
        chart(
            new PointSeries(
                "a", Ink.of(0), one, one, new double[1], new double[1], new String[] {"64"}));
    assertTrue(count(chart, Style.series(0)) > 50);
  }

  @Test
  void lengthsThatDifferAreRefused() {
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new PointSeries("a", Ink.of(0), X, Y, NONE, new double[2], new String[3]));
    assertEquals("points a: 3 x, 3 y, 3 and 2 spreads, 3 labels", e.getMessage());
  }

  private static PointSeries series(String name, double[] spread, String label) {
    return new PointSeries(
        name, Ink.of(name.charAt(0) - 'a'), X, Y, NONE, spread, new String[] {label, label, label});
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
