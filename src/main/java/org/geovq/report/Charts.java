package org.geovq.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Charts in one quiet style, painted with two image pixels per page pixel. Labels name the quantity
 * and its unit; an empty title paints none.
 */
public final class Charts {
  /** How the y axis runs. */
  public enum Scale {
    LINEAR,
    LOGARITHMIC
  }

  /** Of the plot that what is plotted takes; the rest lies around it. */
  static final double CONTENT = 0.96;

  private static final int WIDTH = 860;
  private static final int HEIGHT = 460;
  private static final int MAP_HEIGHT = 700;

  /** What a figure of several maps takes in all. */
  private static final int PAGE_WIDTH = 1120;

  /** Lines with more points than this get round ticks, and no marker at each point. */
  private static final int MARKED_POINTS = 12;

  private static final String TICK_PATTERN = "#,##0.########";

  /** Scatters of more points than this get smaller dots. */
  private static final int CROWD = 10_000;

  private static final int DOT = 9;
  private static final int SMALL_DOT = 5;
  private static final int DOT_OPACITY = 170;
  private static final Color CLEAR = new Color(0, 0, 0, 0);

  private Charts() {}

  /**
   * Lines over a common x axis, for instance loss per epoch.
   *
   * @throws IllegalArgumentException if two lines have one name
   */
  public static BufferedImage lines(
      String title, String xLabel, String yLabel, List<Series> series) {
    return lines(title, xLabel, yLabel, Scale.LINEAR, series);
  }

  /**
   * Lines over a common x axis. On a logarithmic axis values of 0 and below are left out, as values
   * that are not finite are.
   *
   * @throws IllegalArgumentException if two lines have one name
   */
  public static BufferedImage lines(
      String title, String xLabel, String yLabel, Scale scale, List<Series> series) {
    boolean logarithmic = scale == Scale.LOGARITHMIC && anyAboveZero(series);
    List<Series> drawn = logarithmic ? series.stream().map(Charts::aboveZero).toList() : series;
    XYChart chart = chart(title, xLabel, yLabel, WIDTH, HEIGHT);
    if (logarithmic) {
      setLogarithmic(chart.getStyler());
    }
    boolean legend = series.size() > 1;
    for (Series line : drawn) {
      legend |= !addLine(chart, line);
    }
    if (drawn.stream().anyMatch(line -> line.x().length > MARKED_POINTS)) {
      Range x = Range.of(drawn.stream().flatMapToDouble(line -> Arrays.stream(line.x())));
      Range y = Range.of(drawn.stream().flatMapToDouble(line -> Arrays.stream(line.y())));
      addFrame(chart, x, y);
    }
    chart.getStyler().setLegendVisible(legend);
    return paint(chart);
  }

  private static boolean anyAboveZero(List<Series> series) {
    return series.stream().flatMapToDouble(line -> Arrays.stream(line.y())).anyMatch(v -> v > 0);
  }

  private static Series aboveZero(Series line) {
    double[] y = Arrays.stream(line.y()).map(v -> v > 0 ? v : Double.NaN).toArray();
    return new Series(line.name(), line.ink(), line.x(), y);
  }

  /**
   * Several colourings of the same points beside each other.
   *
   * @param x positions, at most some 100,000; points that are not finite are left out
   * @param y positions, as many
   * @param codes of each map, by its title: colour of each point, as many, 0 or more
   * @throws IllegalArgumentException if the lengths differ
   */
  public static BufferedImage scatters(
      String xLabel, String yLabel, float[] x, float[] y, Map<String, int[]> codes) {
    int width = PAGE_WIDTH / Math.max(1, codes.size());
    return Style.beside(
        codes.entrySet().stream()
            .map(map -> scatter(map.getKey(), xLabel, yLabel, width, x, y, map.getValue()))
            .toList());
  }

  /** One map. */
  static BufferedImage scatter(
      String title, String xLabel, String yLabel, int width, float[] x, float[] y, int[] code) {
    if (x.length != y.length || x.length != code.length) {
      throw new IllegalArgumentException(
          "scatter: %d x, %d y, %d codes".formatted(x.length, y.length, code.length));
    }
    int height = Math.min(MAP_HEIGHT, width);
    XYChart chart = chart(title, xLabel, yLabel, width, height);
    chart.getStyler().setLegendVisible(false);
    addFrame(chart, Range.of(doubles(x)), Range.of(doubles(y)));
    BufferedImage picture = paint(chart);
    paintDots(picture, chart, x, y, code);
    return picture;
  }

  /** A chart of the common size. */
  static XYChart chart(String title, String xLabel, String yLabel) {
    return chart(title, xLabel, yLabel, WIDTH, HEIGHT);
  }

  private static XYChart chart(String title, String xLabel, String yLabel, int width, int height) {
    XYChart chart = new XYChart(width, height);
    setStyle(chart, title, xLabel, yLabel);
    chart.getStyler().setMarkerSize(7);
    chart.getStyler().setxAxisTickLabelsFormattingFunction(Charts::tick);
    return chart;
  }

  /**
   * Groups of bars over named categories, for instance the share of each class in several sets.
   *
   * @param series y of as many values as there are categories, x is not looked at
   * @throws IllegalArgumentException if two series have one name
   */
  public static BufferedImage groups(
      String title, String xLabel, String yLabel, List<String> categories, List<Series> series) {
    CategoryChart chart = new CategoryChart(WIDTH, HEIGHT);
    setStyle(chart, title, xLabel, yLabel);
    chart.getStyler().setAvailableSpaceFill(0.8).setPlotContentSize(1);
    for (Series bars : series) {
      List<Double> values = Arrays.stream(bars.y()).boxed().toList();
      chart.addSeries(bars.name(), categories, values).setFillColor(bars.ink().paint());
    }
    return paint(chart);
  }

  private static void setStyle(
      Chart<? extends AxesChartStyler, ?> chart, String title, String xLabel, String yLabel) {
    chart.setTitle(title);
    chart.setXAxisTitle(xLabel);
    chart.setYAxisTitle(yLabel);
    AxesChartStyler styler = chart.getStyler();
    styler.setChartTitleVisible(!title.isEmpty());
    setFonts(styler);
    setColours(styler);
    styler.setLocale(Locale.ROOT);
    styler.setLegendPosition(LegendPosition.OutsideE);
    styler.setPlotContentSize(CONTENT);
    styler.setChartPadding(12);
    styler.setPlotMargin(0);
    styler.setYAxisLabelAlignment(TextAlignment.Right);
    styler.setyAxisTickLabelsFormattingFunction(Charts::tick);
  }

  static void setLogarithmic(XYStyler styler) {
    // With a formatter of our own XChart would put linear ticks on the logarithmic axis.
    styler.setYAxisLogarithmic(true).setyAxisTickLabelsFormattingFunction(null);
    styler.setYAxisDecimalPattern(TICK_PATTERN);
  }

  private static void setFonts(AxesChartStyler styler) {
    styler.setChartTitleFont(Style.font(Font.BOLD, 15));
    styler.setAxisTitleFont(Style.font(Font.PLAIN, 13));
    styler.setAxisTickLabelsFont(Style.font(Font.PLAIN, 12));
    styler.setLegendFont(Style.font(Font.PLAIN, 12));
  }

  private static void setColours(AxesChartStyler styler) {
    styler.setChartBackgroundColor(Style.PAPER).setPlotBackgroundColor(Style.PAPER);
    styler.setChartFontColor(Style.INK);
    styler.setAxisTickLabelsColor(Style.FAINT_INK).setAxisTickMarksColor(Style.FAINT_INK);
    styler.setPlotGridLinesColor(Style.RULE).setPlotGridLinesStroke(new BasicStroke(1));
    styler.setPlotBorderVisible(false).setLegendBorderColor(Style.PAPER);
    styler.setLegendBackgroundColor(Style.PAPER);
  }

  /** False if the line has no finite value, which the legend then says. */
  private static boolean addLine(XYChart chart, Series series) {
    double[] y = finite(series.y());
    XYSeries line = chart.addSeries(series.name(), series.x(), y);
    line.setMarker(y.length > MARKED_POINTS ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
    line.setMarkerColor(series.ink().paint()).setLineColor(series.ink().paint());
    line.setLineStyle(series.ink().stroke());
    boolean drawn = !Arrays.stream(y).allMatch(Double::isNaN);
    line.setLabel(drawn ? series.name() : series.name() + " (no finite value)");
    return drawn;
  }

  private static double[] finite(double[] y) {
    return Arrays.stream(y).map(v -> Double.isFinite(v) ? v : Double.NaN).toArray();
  }

  /**
   * Lets XChart lay out round ticks for a rectangle, in which this paints nothing. The dots are
   * painted by us: XChart's areas stand on 1 where the axis is logarithmic, and hundreds of its
   * series would take minutes.
   */
  static void addFrame(XYChart chart, Range x, Range y) {
    XYSeries frame = chart.addSeries(" ", x.unevenly(), y.unevenly());
    frame.setMarker(SeriesMarkers.NONE).setLineColor(CLEAR).setShowInLegend(false);
  }

  private static DoubleStream doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]);
  }

  record Range(double least, double greatest) {
    /** The range of the finite values; [0, 1] if there are none, wider than a single one. */
    static Range of(DoubleStream values) {
      DoubleSummaryStatistics all = values.filter(Double::isFinite).summaryStatistics();
      if (all.getCount() == 0) {
        return new Range(0, 1);
      }
      // XChart puts everything into the middle of the picture where an axis has no length.
      boolean single = all.getMin() == all.getMax();
      double some = all.getMax() == 0 ? 1 : Math.abs(all.getMax()) / 20;
      double wider = single ? some : 0;
      return new Range(all.getMin() - wider, all.getMax() + wider);
    }

    /** Both ends and a point between them: XChart makes evenly spaced data its ticks. */
    double[] unevenly() {
      return new double[] {least, greatest, least + (greatest - least) / Math.PI};
    }
  }

  static BufferedImage paint(Chart<?, ?> chart) {
    BufferedImage picture =
        Style.paper(Style.DENSITY * chart.getWidth(), Style.DENSITY * chart.getHeight());
    Graphics2D pen = Style.pen(picture);
    pen.scale(Style.DENSITY, Style.DENSITY);
    chart.paint(pen, chart.getWidth(), chart.getHeight());
    pen.dispose();
    return picture;
  }

  private static void paintDots(
      BufferedImage picture, XYChart chart, float[] x, float[] y, int[] code) {
    Graphics2D pen = Style.pen(picture);
    Color[] colours = colours(code);
    int size = x.length > CROWD ? SMALL_DOT : DOT;
    for (int i = 0; i < x.length; i++) {
      if (Float.isFinite(x[i]) && Float.isFinite(y[i])) {
        pen.setColor(colours[code[i]]);
        long column = Math.round(Style.DENSITY * chart.getScreenXFromChart(x[i]));
        long row = Math.round(Style.DENSITY * chart.getScreenYFromChart(y[i]));
        pen.fillOval((int) column - size / 2, (int) row - size / 2, size, size);
      }
    }
    pen.dispose();
  }

  private static Color[] colours(int[] code) {
    Color[] colours = new Color[Arrays.stream(code).max().orElse(0) + 1];
    Arrays.setAll(colours, k -> translucent(Style.code(k), DOT_OPACITY));
    return colours;
  }

  private static Color translucent(Color colour, int opacity) {
    return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), opacity);
  }

  /** "0.0025", "80", "12,000", "1.2E-7". */
  private static String tick(double value) {
    double size = Math.abs(value);
    boolean plain = value == 0 || size >= 1e-5 && size < 1e7;
    String pattern = plain ? TICK_PATTERN : "0.##E0";
    return new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value);
  }
}
