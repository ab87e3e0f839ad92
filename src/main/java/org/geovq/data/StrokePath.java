package org.geovq.data;

import java.util.SplittableRandom;

/**
 * The strokes of one digit as polylines: bent by a random hand, then turned, scaled and centred.
 * Uses StrictMath, so that a digit has the same bytes on every machine.
 */
final class StrokePath {
  /** Straight lines per span between two points of a curve. */
  private static final int STEPS = 5;

  /** Displacement of the hand: long waves bend the digit, short ones make it unsteady. */
  private static final double[] WAVE_LENGTHS = {28, 18, 12, 7};

  private static final double[] WAVE_AMPLITUDES = {1.0, .7, .4, .2};

  private final float[] x;
  private final float[] y;
  private final int[] ends;

  /** Bends the strokes of {@link StrokeGlyphs} and follows their curves. */
  StrokePath(float[][] strokes, SplittableRandom random) {
    int vertices = 0;
    ends = new int[strokes.length];
    for (int s = 0; s < strokes.length; s++) {
      vertices += (strokes[s].length / 2 - 1) * STEPS + 1;
      ends[s] = vertices;
    }
    x = new float[vertices];
    y = new float[vertices];
    float[][] bent = bend(strokes, random);
    for (int s = 0; s < bent.length; s++) {
      flatten(bent[s], s == 0 ? 0 : ends[s - 1]);
    }
  }

  /** Moves points by a smooth random field, so that strokes which meet still do. */
  private static float[][] bend(float[][] strokes, SplittableRandom random) {
    float[][] bent = new float[strokes.length][];
    for (int s = 0; s < strokes.length; s++) {
      bent[s] = strokes[s].clone();
    }
    for (int w = 0; w < WAVE_LENGTHS.length; w++) {
      double direction = 2 * Math.PI * random.nextDouble();
      double kx = 2 * Math.PI / WAVE_LENGTHS[w] * StrictMath.cos(direction);
      double ky = 2 * Math.PI / WAVE_LENGTHS[w] * StrictMath.sin(direction);
      double phase = 2 * Math.PI * random.nextDouble();
      double dx = WAVE_AMPLITUDES[w] * (2 * random.nextDouble() - 1);
      double dy = WAVE_AMPLITUDES[w] * (2 * random.nextDouble() - 1);
      for (int s = 0; s < strokes.length; s++) {
        float[] from = strokes[s];
        for (int i = 0; i < from.length; i += 2) {
          double shift = StrictMath.sin(kx * from[i] + ky * from[i + 1] + phase);
          bent[s][i] += (float) (dx * shift);
          bent[s][i + 1] += (float) (dy * shift);
        }
      }
    }
    return bent;
  }

  /** Follows the uniform Catmull-Rom spline through the points. */
  private void flatten(float[] points, int start) {
    int spans = points.length / 2 - 1;
    for (int span = 0; span < spans; span++) {
      for (int step = 0; step < STEPS; step++) {
        int vertex = start + span * STEPS + step;
        float t = (float) step / STEPS;
        x[vertex] = spline(points, 0, span, t);
        y[vertex] = spline(points, 1, span, t);
      }
    }
    x[start + spans * STEPS] = points[2 * spans];
    y[start + spans * STEPS] = points[2 * spans + 1];
  }

  private static float spline(float[] points, int axis, int span, float t) {
    int last = points.length / 2 - 1;
    boolean closed = points[0] == points[2 * last] && points[1] == points[2 * last + 1];
    float p1 = points[2 * span + axis];
    float p2 = points[2 * span + 2 + axis];
    float p0 = span > 0 ? points[2 * span - 2 + axis] : closed ? points[2 * last - 2 + axis] : p1;
    float p3 = span + 1 < last ? points[2 * span + 4 + axis] : closed ? points[2 + axis] : p2;
    float a = 3 * (p1 - p2) + p3 - p0;
    float b = 2 * p0 - 5 * p1 + 4 * p2 - p3;
    return p1 + .5f * t * (p2 - p0 + t * (b + t * a));
  }

  /** Applies x' = xx x + xy y, y' = yx x + yy y. */
  void transform(double xx, double xy, double yx, double yy) {
    for (int i = 0; i < x.length; i++) {
      double px = x[i];
      double py = y[i];
      x[i] = (float) (xx * px + xy * py);
      y[i] = (float) (yx * px + yy * py);
    }
  }

  /** The longer side of the bounding box. */
  double extent() {
    return Math.max(max(x) - min(x), max(y) - min(y));
  }

  /**
   * Moves the centre of mass of the lines to a point, or as near as the lines can come to it with
   * all their coordinates between low and high.
   */
  void centre(double targetX, double targetY, double low, double high) {
    double mass = 0;
    double sumX = 0;
    double sumY = 0;
    for (int s = 0; s < ends.length; s++) {
      for (int i = s == 0 ? 1 : ends[s - 1] + 1; i < ends[s]; i++) {
        double length = Math.hypot(x[i] - x[i - 1], y[i] - y[i - 1]);
        mass += length;
        sumX += length * (x[i] + x[i - 1]) / 2;
        sumY += length * (y[i] + y[i - 1]) / 2;
      }
    }
    shift(x, targetX - sumX / mass, low, high);
    shift(y, targetY - sumY / mass, low, high);
  }

  private static void shift(float[] values, double by, double low, double high) {
    float within = (float) Math.max(low - min(values), Math.min(high - max(values), by));
    for (int i = 0; i < values.length; i++) {
      values[i] += within;
    }
  }

  private static float min(float[] values) {
    float min = values[0];
    for (float value : values) {
      min = Math.min(min, value);
    }
    return min;
  }

  private static float max(float[] values) {
    float max = values[0];
    for (float value : values) {
      max = Math.max(max, value);
    }
    return max;
  }

  /**
   * Draws the lines with a pen whose pressure changes slowly along them.
   *
   * @param radius mean half width of the pen, in pixels
   * @param pressure relative change of the radius, 0 to below 1
   * @param phase where in its slow change the pressure begins, in radians
   */
  void draw(StrokeCanvas canvas, double radius, double pressure, double phase) {
    for (int s = 0; s < ends.length; s++) {
      int start = s == 0 ? 0 : ends[s - 1];
      float before = (float) (radius * (1 + pressure * StrictMath.sin(phase + .15 * start)));
      for (int i = start + 1; i < ends[s]; i++) {
        float after = (float) (radius * (1 + pressure * StrictMath.sin(phase + .15 * i)));
        canvas.line(x[i - 1], y[i - 1], before, x[i], y[i], after);
        before = after;
      }
    }
  }
}
