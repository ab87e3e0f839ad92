package org.geovq.graph;

import java.util.SplittableRandom;

/** Ways from one image to another. */
public final class Interpolation {
  private Interpolation() {}

  /**
   * A series of mixtures with a growing probability alpha = 0, 1 / (steps - 1), ..., 1. Each
   * position has one threshold, drawn once, beyond which it takes the other image's code and never
   * goes back; in each mixture alone the positions are drawn independently.
   *
   * @param from [positions]: codes of the first image, the first of the series
   * @param to [positions]: codes of the other, the last of the series
   * @param steps mixtures, both images included, at least 2
   * @return [steps][positions]
   */
  public static int[][] growing(int[] from, int[] to, int steps, SplittableRandom random) {
    checkSteps(steps);
    double[] thresholds = thresholds(from, to, random);
    int[][] series = new int[steps][];
    for (int step = 0; step < steps; step++) {
      series[step] = mixed(from, to, thresholds, (double) step / (steps - 1));
    }
    return series;
  }

  /** Uniform in [0, 1), so that no position is taken at 0 and every one at 1. */
  private static double[] thresholds(int[] from, int[] to, SplittableRandom random) {
    if (from.length != to.length) {
      throw new IllegalArgumentException(
          "Images of %d and %d codes do not mix".formatted(from.length, to.length));
    }
    return random.doubles(from.length).toArray();
  }

  private static int[] mixed(int[] from, int[] to, double[] thresholds, double alpha) {
    int[] codes = new int[from.length];
    for (int position = 0; position < codes.length; position++) {
      codes[position] = thresholds[position] < alpha ? to[position] : from[position];
    }
    return codes;
  }

  /**
   * Points evenly spaced in length along a path of straight pieces; on one of length 0 all but the
   * last are its first.
   *
   * @param pathPoints [points][D]: the path's points, both ends included, at least 1
   * @param lengths [points - 1]: length of each piece, in whatever metric; at least 0
   * @param steps points wanted, both ends included, at least 2
   * @return [steps][D]
   * @throws IllegalArgumentException if there is not one length between any two points
   */
  public static float[][] alongPath(float[][] pathPoints, float[] lengths, int steps) {
    checkSteps(steps);
    if (lengths.length != pathPoints.length - 1) {
      throw new IllegalArgumentException(
          "%d lengths do not join %d points".formatted(lengths.length, pathPoints.length));
    }
    double[] ends = ends(lengths);
    double whole = ends[lengths.length];
    float[][] points = new float[steps][];
    points[0] = pathPoints[0].clone();
    int piece = 0;
    for (int step = 1; step < steps - 1; step++) {
      double at = whole * step / (steps - 1);
      while (at > 0 && ends[piece + 1] < at) {
        piece++;
      }
      double t = at > 0 ? (at - ends[piece]) / lengths[piece] : 0;
      int next = Math.min(piece + 1, lengths.length);
      points[step] = between(pathPoints[piece], 0, pathPoints[next], 0, points[0].length, t);
    }
    points[steps - 1] = pathPoints[lengths.length].clone();
    return points;
  }

  /** Length of the path up to each of its points. */
  private static double[] ends(float[] lengths) {
    double[] ends = new double[lengths.length + 1];
    for (int i = 0; i < lengths.length; i++) {
      ends[i + 1] = ends[i] + lengths[i];
    }
    return ends;
  }

  /** The point (1 - t) a + t b of row i of a and row j of b, both [rows, dimension]. */
  static float[] between(float[] a, int i, float[] b, int j, int dimension, double t) {
    float[] point = new float[dimension];
    for (int c = 0; c < dimension; c++) {
      point[c] = (float) ((1 - t) * a[i * dimension + c] + t * b[j * dimension + c]);
    }
    return point;
  }

  private static void checkSteps(int steps) {
    if (steps < 2) {
      throw new IllegalArgumentException(steps + " steps do not have two ends");
    }
  }
}
