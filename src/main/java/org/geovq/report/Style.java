package org.geovq.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.image.BufferedImage;
import java.util.List;

/** What all figures share: ink, fonts, colours, and two image pixels to a page pixel. */
final class Style {
  /** Image pixels per page pixel, so that figures stay sharp on dense screens and in print. */
  static final int DENSITY = 2;

  static final Color PAPER = Color.WHITE;
  static final Color INK = new Color(0x24292F);
  static final Color FAINT_INK = new Color(0x57606A);
  static final Color REFERENCE = new Color(0xB4BBC2);
  static final Color RULE = new Color(0xE3E6EA);

  /**
   * Colours that stay apart for colour-blind readers. M. Okabe, K. Ito: Color Universal Design,
   * 2008; the yellow, too pale on white, is left out.
   */
  private static final Color[] PALETTE = {
    new Color(0x0072B2),
    new Color(0xD55E00),
    new Color(0x009E73),
    new Color(0xCC79A7),
    new Color(0x56B4E9),
    new Color(0xE69F00),
    new Color(0x4D4D4D)
  };

  private static final double GOLDEN_RATIO = 0.6180339887498949;
  private static final FontRenderContext MEASURE = new FontRenderContext(null, true, true);

  private Style() {}

  /** The sans-serif font, its size in the pixels of whatever it is drawn on. */
  static Font font(int weight, int size) {
    return new Font(Font.SANS_SERIF, weight, size);
  }

  static int width(Font font, String text) {
    return (int) Math.ceil(font.getStringBounds(text, MEASURE).getWidth());
  }

  static int lineHeight(Font font) {
    return (int) Math.ceil(font.getLineMetrics("", MEASURE).getHeight());
  }

  static int ascent(Font font) {
    return (int) Math.ceil(font.getLineMetrics("", MEASURE).getAscent());
  }

  static Color series(int index) {
    return PALETTE[index % PALETTE.length];
  }

  static int seriesColours() {
    return PALETTE.length;
  }

  /**
   * One of many hues: codes that follow each other lie far apart on the colour circle, and three
   * strengths of each hue keep hundreds of codes apart.
   */
  static Color code(int code) {
    float hue = (float) (code * GOLDEN_RATIO % 1);
    int strength = Math.floorMod(code, 3);
    return Color.getHSBColor(hue, 0.9f - 0.2f * strength, 0.65f + 0.13f * strength);
  }

  /** A white sheet. */
  static BufferedImage paper(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(PAPER);
    pen.fillRect(0, 0, width, height);
    pen.dispose();
    return image;
  }

  /** Pictures from left to right, their tops in line. */
  static BufferedImage beside(List<BufferedImage> pictures) {
    int width = pictures.stream().mapToInt(BufferedImage::getWidth).sum();
    int height = pictures.stream().mapToInt(BufferedImage::getHeight).max().orElse(0);
    BufferedImage all = paper(Math.max(1, width), Math.max(1, height));
    Graphics2D pen = all.createGraphics();
    int x = 0;
    for (BufferedImage picture : pictures) {
      pen.drawImage(picture, x, 0, null);
      x += picture.getWidth();
    }
    pen.dispose();
    return all;
  }

  /** A pen with smooth edges; the caller disposes of it. */
  static Graphics2D pen(BufferedImage image) {
    Graphics2D pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    pen.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    return pen;
  }
}
