package org.geovq.report;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.geovq.report.Charts.Range;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Lines of labelled points with error bars, such as distortion over rate. */
public final class PointChart {
  private static final Font LABEL = Style.font(Font.PLAIN, 11);
  private static final Font VALUE = Style.font(Font.PLAIN, 12);
  private static final int LABEL_GAP = 6;
  private static final int VALUE_GAP = 8;

  /** Values that lie further apart than this stand on a logarithmic axis. */
  private static final double WIDE = 5;

  /** Behind this, more than the powers of ten would not find room beside it. */
  private static final double VERY_WIDE = 50;

  /** Half the length of the line at the end of an error bar. */
  private static final double CAP = 4;

  private final XYChart chart;
  private final List<Rectangle2D> taken = new ArrayList<>();

  private PointChart(XYChart chart) {
    this.chart = chart;
  }

  /**
   * Paints the chart. A label that would stand on another one is left out.
   *
   * @throws IllegalArgumentException if two lines have one name
   */
  public static BufferedImage paint(
      String title, String xLabel, String yLabel, List<PointSeries> series) {
    return paint(Charts.chart(title, xLabel, yLabel), series);
  }

  /**
   * The same where x is but an order, by which values have their places.
   *
   * @param values what stands below the places 0, 1 and so on
   * @throws IllegalArgumentException if two lines have one name
   */
  public static BufferedImage paintValues(
      String title, String xLabel, String yLabel, List<String> values, List<PointSeries> series) {
    XYChart chart = Charts.chart(title, xLabel, yLabel);
    chart.getStyler().setPlotGridVerticalLinesVisible(false);
    chart.getStyler().setXAxisTickMarksColor(Style.PAPER);
    // Room for the values, which XChart would put where its own ticks are.
    chart.getStyler().setxAxisTickLabelsFormattingFunction(x -> " ");
    chart.getStyler().setAxisTitlePadding(VALUE_GAP + Style.lineHeight(VALUE));
    Range y = rangeOfY(series);
    BufferedImage picture = paint(chart, new Range(-0.5, values.size() - 0.5), y, series);
    paintBelow(picture, chart, y, values);
    return picture;
  }

  /** Each in the middle below its place. */
  private static void paintBelow(
      BufferedImage picture, XYChart chart, Range y, List<String> values) {
    Graphics2D pen = Style.pen(picture);
    pen.scale(Style.DENSITY, Style.DENSITY);
    pen.setFont(VALUE);
    pen.setColor(Style.FAINT_INK);
    double bottom = chart.getScreenYFromChart(y.least());
    double height = bottom - chart.getScreenYFromChart(y.greatest());
    double margin = height * (1 / Charts.CONTENT - 1) / 2;
    for (int i = 0; i < values.size(); i++) {
      double left = chart.getScreenXFromChart(i) - Style.width(VALUE, values.get(i)) / 2.0;
      pen.drawString(
          values.get(i), (float) left, (float) (bottom + margin + VALUE_GAP + Style.ascent(VALUE)));
    }
    pen.dispose();
  }

  private static BufferedImage paint(XYChart chart, List<PointSeries> series) {
    Range x = Range.of(series.stream().flatMapToDouble(s -> ends(s.x(), s.xSpread())));
    return paint(chart, x, rangeOfY(series), series);
  }

  private static Range rangeOfY(List<PointSeries> series) {
    return Range.of(series.stream().flatMapToDouble(s -> ends(s.y(), s.ySpread())));
  }

  private static BufferedImage paint(XYChart chart, Range x, Range y, List<PointSeries> series) {
    for (PointSeries points : series) {
      XYSeries line = chart.addSeries(points.name(), points.x(), points.y());
      line.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(points.ink().paint());
      line.setLineColor(points.ink().paint());
      line.setLineStyle(points.ink().stroke());
    }
    if (y.least() > 0 && y.greatest() > WIDE * y.least()) {
      Charts.setLogarithmic(chart.getStyler());
      chart.getStyler().setYAxisLogarithmicDecadeOnly(y.greatest() > VERY_WIDE * y.least());
    }
    Charts.addFrame(chart, x, y);
    BufferedImage picture = Charts.paint(chart);
    new PointChart(chart).paintOver(picture, series);
    return picture;
  }

  private static DoubleStream ends(double[] values, double[] spreads) {
    return IntStream.range(0, values.length)
        .boxed()
        .flatMapToDouble(i -> DoubleStream.of(values[i] - spreads[i], values[i] + spreads[i]));
  }

  private void paintOver(BufferedImage picture, List<PointSeries> series) {
    Graphics2D pen = Style.pen(picture);
    pen.scale(Style.DENSITY, Style.DENSITY);
    pen.setFont(LABEL);
    pen.setStroke(new BasicStroke(1.2f));
    series.forEach(this::takeMarkers);
    for (PointSeries points : series) {
      for (int p = 0; p < points.size(); p++) {
        pen.setColor(points.ink().paint());
        paintBars(pen, points, p);
        pen.setColor(Style.INK);
        paintLabel(pen, points, p);
      }
    }
    pen.dispose();
  }

  /** No label shall cover a point. */
  private void takeMarkers(PointSeries s) {
    for (int p = 0; p < s.size(); p++) {
      double x = chart.getScreenXFromChart(s.x()[p]);
      double y = chart.getScreenYFromChart(s.y()[p]);
      taken.add(new Rectangle2D.Double(x - CAP, y - CAP, 2 * CAP, 2 * CAP));
    }
  }

  private void paintBars(Graphics2D pen, PointSeries s, int p) {
    double x = chart.getScreenXFromChart(s.x()[p]);
    double y = chart.getScreenYFromChart(s.y()[p]);
    if (s.ySpread()[p] > 0) {
      double low = chart.getScreenYFromChart(s.y()[p] - s.ySpread()[p]);
      double high = chart.getScreenYFromChart(s.y()[p] + s.ySpread()[p]);
      pen.draw(new Line2D.Double(x, low, x, high));
      pen.draw(new Line2D.Double(x - CAP, low, x + CAP, low));
      pen.draw(new Line2D.Double(x - CAP, high, x + CAP, high));
    }
    if (s.xSpread()[p] > 0) {
      double left = chart.getScreenXFromChart(s.x()[p] - s.xSpread()[p]);
      double right = chart.getScreenXFromChart(s.x()[p] + s.xSpread()[p]);
      pen.draw(new Line2D.Double(left, y, right, y));
      pen.draw(new Line2D.Double(left, y - CAP, left, y + CAP));
      pen.draw(new Line2D.Double(right, y - CAP, right, y + CAP));
    }
  }

  private void paintLabel(Graphics2D pen, PointSeries s, int p) {
    String label = s.labels()[p];
    int height = Style.lineHeight(LABEL);
    double x = chart.getScreenXFromChart(s.x()[p]) + LABEL_GAP;
    double top = chart.getScreenYFromChart(s.y()[p]) - LABEL_GAP - height;
    Rectangle2D box = new Rectangle2D.Double(x, top, Style.width(LABEL, label), height);
    if (taken.stream().noneMatch(box::intersects)) {
      taken.add(box);
      pen.drawString(label, (float) x, (float) (top + Style.ascent(LABEL)));
    }
  }
}
