package org.geovq.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChartsTest {
  private static final double NAN = Double.NaN;

  @Test
  void chartsHaveTwoPixelsToAPagePixel() {
    BufferedImage chart = Charts.lines("t", "x", "y", List.of());
    assertEquals(1720, chart.getWidth());
    assertEquals(920, chart.getHeight());
  }

  @Test
  void everyLineHasItsColour() {
    double[] x = {1, 2, 3};
    BufferedImage chart =
        Charts.lines(
            "t",
            "x",
            "y",
            List.of(
                new Series("a", Ink.of(0), x, new double[] {1, 2, 3}),
                new Series("b", Ink.of(1), x, new double[] {3, 2, 1})));
    assertTrue(count(chart, Style.series(0)) > 500);
    assertTrue(count(chart, Style.series(1)) > 500);
    assertEquals(0, count(chart, Style.series(2)));
  }

  @Test
  void pointsThatAreNotFiniteBreakTheLineAndNothingElse() {
    double[] x = IntStream.range(0, 101).asDoubleStream().toArray();
    double[] whole = new double[101];
    whole[100] = 1;
    double[] broken = whole.clone();
    Arrays.fill(broken, 20, 61, Double.POSITIVE_INFINITY);
    int all = count(line(x, whole), Style.series(0));
    int rest = count(line(x, broken), Style.series(0));
    // 41 of 100 steps, and the last one before them, are gone from a flat line.
    assertTrue(rest > 0.45 * all && rest < 0.75 * all, rest + " of " + all);
  }

  @Test
  void aLineWithoutAnyValueIsNamedInTheLegend() {
    double[] x = {1, 2};
    BufferedImage named = line(x, new double[] {NAN, NAN});
    assertTrue(count(named, Style.series(0)) > 10, "the legend's sample");
    assertEquals(0, count(named, 0, 1300, Style.series(0)), "nothing in the plot");
  }

  @Test
  void dotsLieWhereTheyBelongInTheColourOfTheirCode() {
    // Three corners and the middle of a square; the third code lies at the right, at the bottom.
    float[] x = {0, 0, 1, 0.5f, Float.NaN};
    float[] y = {0, 1, 0, 0.5f, 0.5f};
    BufferedImage map = Charts.scatter("", "x", "y", 860, x, y, new int[] {0, 1, 2, 300, 4});
    double[] low = centre(map, 0);
    double[] high = centre(map, 1);
    double[] right = centre(map, 2);
    double[] middle = centre(map, 300);
    assertEquals(low[0], high[0], 1);
    assertEquals(low[1], right[1], 1);
    assertTrue(high[1] < low[1] && right[0] > low[0]);
    assertEquals((low[0] + right[0]) / 2, middle[0], 1);
    assertEquals((low[1] + high[1]) / 2, middle[1], 1);
    assertEquals(0, dots(map, 4).size());
  }

  @Test
  void aScatterWithoutPointsIsAnEmptyMap() {
    BufferedImage map = Charts.scatter("t", "x", "y", 860, new float[0], new float[0], new int[0]);
    assertEquals(0, dots(map, 0).size());
  }

  @Test
  void codesOfOneCodebookHaveManyColours() {
    long distinct = IntStream.range(0, 512).mapToObj(Style::code).distinct().count();
    assertTrue(distinct > 480, distinct + " colours");
  }

  @Test
  void aLogarithmicLineEndsWhereItsValuesReachZero() {
    double[] x = IntStream.range(0, 101).asDoubleStream().toArray();
    double[] y = new double[101];
    Arrays.fill(y, 0, 51, 1);
    BufferedImage half =
        Charts.lines(
            "", "x", "y", Charts.Scale.LOGARITHMIC, List.of(new Series("a", Ink.of(0), x, y)));
    Arrays.fill(y, 1);
    y[0] = 0.1;
    BufferedImage whole =
        Charts.lines(
            "", "x", "y", Charts.Scale.LOGARITHMIC, List.of(new Series("a", Ink.of(0), x, y)));
    double share = (double) count(half, Style.series(0)) / count(whole, Style.series(0));
    assertTrue(share > 0.3 && share < 0.7, "share " + share);
  }

  @Test
  void groupedBarsHaveTheColoursOfTheirSeries() {
    double[] none = {0, 1};
    BufferedImage chart =
        Charts.groups(
            "t",
            "x",
            "y",
            List.of("0", "1"),
            List.of(
                new Series("a", Ink.GREY, none, new double[] {4, 2}),
                new Series("b", Ink.of(0), none, new double[] {2, 1})));
    int first = count(chart, 0, 1550, Style.REFERENCE);
    int second = count(chart, 0, 1550, Style.series(0));
    assertEquals(2, (double) first / second, 0.05);
  }

  @Test
  void mapsOfTheSamePointsLieBesideEachOther() {
    float[] x = {0, 1, 0.5f};
    Map<String, int[]> codes = new LinkedHashMap<>();
    codes.put("a", new int[] {0, 0, 1});
    codes.put("b", new int[] {0, 1, 1});
    BufferedImage both = Charts.scatters("x", "y", x, x, codes);
    assertEquals(2 * 1120, both.getWidth());
    assertTrue(dots(both, 0).stream().anyMatch(dot -> dot[0] < 1120));
    assertTrue(dots(both, 0).stream().anyMatch(dot -> dot[0] > 1120));
  }

  @Test
  void lengthsThatDifferAreRefused() {
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Series("a", Ink.of(0), new double[2], new double[3]));
    assertEquals("series a: 2 x for 3 y", e.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> Charts.scatter("", "", "", 860, new float[1], new float[1], new int[2]));
  }

  private static BufferedImage line(double[] x, double[] y) {
    return Charts.lines("", "x", "y", List.of(new Series("a", Ink.of(0), x, y)));
  }

  private static int count(BufferedImage image, Color colour) {
    return count(image, 0, image.getWidth(), colour);
  }

  private static int count(BufferedImage image, int left, int right, Color colour) {
    int count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = left; x < right; x++) {
        count += image.getRGB(x, y) == colour.getRGB() ? 1 : 0;
      }
    }
    return count;
  }

  /** The middle of all dots of a code. */
  private static double[] centre(BufferedImage map, int code) {
    List<int[]> dots = dots(map, code);
    assertTrue(!dots.isEmpty(), "no dot of code " + code);
    return new double[] {
      dots.stream().mapToInt(dot -> dot[0]).average().orElseThrow(),
      dots.stream().mapToInt(dot -> dot[1]).average().orElseThrow()
    };
  }

  /** The pixels (column, row) in the colour that a dot of this code has on white paper. */
  private static List<int[]> dots(BufferedImage map, int code) {
    Color full = Style.code(code);
    List<int[]> found = new ArrayList<>();
    for (int row = 0; row < map.getHeight(); row++) {
      for (int column = 0; column < map.getWidth(); column++) {
        Color pixel = new Color(map.getRGB(column, row));
        if (onPaper(pixel.getRed(), full.getRed())
            && onPaper(pixel.getGreen(), full.getGreen())
            && onPaper(pixel.getBlue(), full.getBlue())) {
          found.add(new int[] {column, row});
        }
      }
    }
    return found;
  }

  /** Two thirds of the colour and one third of white, up to rounding. */
  private static boolean onPaper(int pixel, int full) {
    return Math.abs(pixel - (2 * full + 255) / 3.0) < 2;
  }

  /** XChart has no scale for an axis without length. */
  @Test
  void anAxisHasALengthWhateverIsOnIt() {
    for (double value : new double[] {0, 3, -3}) {
      Charts.Range range = Charts.Range.of(DoubleStream.of(value, value));
      assertTrue(range.least() < value && value < range.greatest(), "at " + value);
    }
    assertEquals(new Charts.Range(1, 2), Charts.Range.of(DoubleStream.of(2, Double.NaN, 1)));
  }
}
