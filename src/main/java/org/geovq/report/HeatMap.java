package org.geovq.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Grids of numbers beside each other, the darker the larger, in one colour scale from 0 to the
 * largest number of all, which a bar at the right explains. Small grids print their numbers, too.
 */
public final class HeatMap {
  private static final int MARGIN = 12 * Style.DENSITY;
  private static final int SIDE_LIMIT = 56 * Style.DENSITY;
  private static final int GRID_LIMIT = 440 * Style.DENSITY;

  /** Cells narrower than this have no room for a number. */
  private static final int PRINTED = 30 * Style.DENSITY;

  private static final int BAR = 18 * Style.DENSITY;
  private static final int TICKS = 5;
  private static final double DARK = 0.55;
  private static final Font TITLE = Style.font(Font.BOLD, 14 * Style.DENSITY);
  private static final Font TEXT = Style.font(Font.PLAIN, 12 * Style.DENSITY);

  /**
   * One grid.
   *
   * @param values row by row, finite, 0 or more
   */
  public record Panel(String title, int columns, double[] values) {
    /**
     * Checks that the rows are whole.
     *
     * @throws IllegalArgumentException if they are not
     */
    public Panel {
      if (columns < 1 || values.length == 0 || values.length % columns != 0) {
        throw new IllegalArgumentException(
            "heat map %s: %d values in rows of %d".formatted(title, values.length, columns));
      }
    }

    int rows() {
      return values.length / columns;
    }

    int side() {
      return Math.min(SIDE_LIMIT, GRID_LIMIT / Math.max(columns, rows()));
    }
  }

  private HeatMap() {}

  /**
   * Paints the grids.
   *
   * @param quantity what the numbers are, over the colour bar
   * @param format of the numbers, such as {@code %.0f}
   * @param panels at least one
   */
  public static BufferedImage paint(String quantity, String format, List<Panel> panels) {
    double most =
        panels.stream().flatMapToDouble(p -> Arrays.stream(p.values())).max().orElseThrow();
    double scale = most > 0 ? most : 1;
    int height = panels.stream().mapToInt(p -> p.rows() * p.side()).max().orElseThrow();
    List<BufferedImage> parts =
        new ArrayList<>(panels.stream().map(p -> grid(p, scale, format, height)).toList());
    parts.add(bar(quantity, scale, format, height));
    return Style.beside(parts);
  }

  private static BufferedImage grid(Panel panel, double scale, String format, int height) {
    int side = panel.side();
    int width = Math.max(panel.columns() * side, Style.width(TITLE, panel.title()));
    BufferedImage picture = sheet(width, height);
    Graphics2D pen = Style.pen(picture);
    heading(pen, panel.title());
    pen.setFont(TEXT);
    for (int i = 0; i < panel.values().length; i++) {
      int x = MARGIN + i % panel.columns() * side;
      int y = top() + i / panel.columns() * side;
      double share = panel.values()[i] / scale;
      pen.setColor(colour(share));
      pen.fillRect(x, y, side, side);
      if (side >= PRINTED) {
        pen.setColor(share > DARK ? Style.PAPER : Style.INK);
        String text = String.format(Locale.ROOT, format, panel.values()[i]);
        int down = (side - Style.lineHeight(TEXT)) / 2 + Style.ascent(TEXT);
        pen.drawString(text, x + (side - Style.width(TEXT, text)) / 2, y + down);
      }
    }
    pen.dispose();
    return picture;
  }

  private static BufferedImage bar(String quantity, double scale, String format, int height) {
    int labels = BAR + MARGIN + Style.width(TEXT, String.format(Locale.ROOT, format, scale));
    BufferedImage picture = sheet(Math.max(labels, Style.width(TEXT, quantity)), height);
    Graphics2D pen = Style.pen(picture);
    pen.setFont(TEXT);
    pen.setColor(Style.INK);
    pen.drawString(quantity, MARGIN, MARGIN + Style.ascent(TITLE));
    for (int y = 0; y < height; y++) {
      pen.setColor(colour(1 - (double) y / height));
      pen.fillRect(MARGIN, top() + y, BAR, 1);
    }
    pen.setColor(Style.INK);
    for (int tick = 0; tick < TICKS; tick++) {
      double share = (double) tick / (TICKS - 1);
      // Each label beside its place, the ends drawn in so that they stay beside the bar.
      int room = height - Style.lineHeight(TEXT);
      int y = top() + (int) ((1 - share) * room) + Style.ascent(TEXT);
      pen.drawString(
          String.format(Locale.ROOT, format, share * scale), MARGIN + BAR + MARGIN / 2, y);
    }
    pen.dispose();
    return picture;
  }

  private static void heading(Graphics2D pen, String title) {
    pen.setColor(Style.INK);
    pen.setFont(TITLE);
    pen.drawString(title, MARGIN, MARGIN + Style.ascent(TITLE));
  }

  private static int top() {
    return MARGIN + Style.lineHeight(TITLE) + MARGIN / 2;
  }

  private static BufferedImage sheet(int width, int height) {
    return Style.paper(width + 2 * MARGIN, top() + height + MARGIN);
  }

  /** From paper to the first colour of the palette, darkened at the end. */
  static Color colour(double share) {
    Color full = Style.series(0).darker();
    return new Color(
        mixed(Style.PAPER.getRed(), full.getRed(), share),
        mixed(Style.PAPER.getGreen(), full.getGreen(), share),
        mixed(Style.PAPER.getBlue(), full.getBlue(), share));
  }

  private static int mixed(int from, int to, double share) {
    return (int) Math.round(from + share * (to - from));
  }
}
