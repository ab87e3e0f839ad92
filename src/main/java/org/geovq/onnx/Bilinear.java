package org.geovq.onnx;

/**
 * Bilinear resize along one side: output i is a weighted sum of two inputs. Nothing is smoothed
 * where images get smaller.
 */
final class Bilinear {
  final int[] low;
  final int[] high;
  final float[] weight;

  /**
   * @param corners true: output i lies at i from / to, as TensorFlow 1 has it; false: the centres
   *     of pixels do, at (i + 1/2) from / to - 1/2, as elsewhere
   */
  Bilinear(int from, int to, boolean corners) {
    low = new int[to];
    high = new int[to];
    weight = new float[to];
    double scale = (double) from / to;
    for (int i = 0; i < to; i++) {
      double at = corners ? i * scale : Math.max(0, (i + 0.5) * scale - 0.5);
      low[i] = Math.min(from - 1, (int) at);
      high[i] = Math.min(from - 1, low[i] + 1);
      weight[i] = (float) (at - low[i]);
    }
  }

  /** One plane {@code [height, width]} to another. */
  static void resize(float[] from, int at, int width, Bilinear y, Bilinear x, float[] to) {
    int i = 0;
    for (int row = 0; row < y.low.length; row++) {
      int top = at + y.low[row] * width;
      int bottom = at + y.high[row] * width;
      float down = y.weight[row];
      for (int column = 0; column < x.low.length; column++) {
        int left = x.low[column];
        int right = x.high[column];
        float across = x.weight[column];
        float upper = from[top + left] + across * (from[top + right] - from[top + left]);
        float lower = from[bottom + left] + across * (from[bottom + right] - from[bottom + left]);
        to[i++] = upper + down * (lower - upper);
      }
    }
  }
}
