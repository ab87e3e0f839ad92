package org.geovq.data;

import java.util.Arrays;

/**
 * A grey square on which lines are drawn with round ends and soft edges; coordinates are those of
 * the pixels' centres, 0 .. side-1.
 */
final class StrokeCanvas {
  /** Widest edge, in pixels, that is drawn in full. */
  private static final float MARGIN = 1.5f;

  private final int side;

  /** Per pixel the distance from the nearest edge of the ink: negative inside it. */
  private final float[] outside;

  StrokeCanvas(int side) {
    this.side = side;
    this.outside = new float[side * side];
    Arrays.fill(outside, Float.MAX_VALUE);
  }

  /** Draws a line whose half width goes from r0 to r1. */
  void line(float x0, float y0, float r0, float x1, float y1, float r1) {
    float reach = Math.max(r0, r1) + MARGIN;
    int left = Math.max(0, (int) Math.ceil(Math.min(x0, x1) - reach));
    int right = Math.min(side - 1, (int) Math.floor(Math.max(x0, x1) + reach));
    int top = Math.max(0, (int) Math.ceil(Math.min(y0, y1) - reach));
    int bottom = Math.min(side - 1, (int) Math.floor(Math.max(y0, y1) + reach));
    float dx = x1 - x0;
    float dy = y1 - y0;
    float scale = 1 / Math.max(dx * dx + dy * dy, Float.MIN_NORMAL);
    for (int row = top; row <= bottom; row++) {
      for (int column = left; column <= right; column++) {
        float px = column - x0;
        float py = row - y0;
        float t = Math.max(0, Math.min(1, (px * dx + py * dy) * scale));
        float ex = px - t * dx;
        float ey = py - t * dy;
        float distance = (float) Math.sqrt(ex * ex + ey * ey) - (r0 + t * (r1 - r0));
        int pixel = row * side + column;
        outside[pixel] = Math.min(outside[pixel], distance);
      }
    }
  }

  /**
   * The drawing as unsigned bytes {@code [side, side]}, ink bright on 0.
   *
   * @param intensity of full ink, 0 to 1
   * @param edge width of the edges in pixels, above 0 and at most twice {@value #MARGIN}
   */
  byte[] pixels(double intensity, double edge) {
    byte[] pixels = new byte[outside.length];
    for (int i = 0; i < pixels.length; i++) {
      double cover = Math.max(0, Math.min(1, .5 - outside[i] / edge));
      pixels[i] = (byte) Math.round(255 * intensity * cover);
    }
    return pixels;
  }
}
