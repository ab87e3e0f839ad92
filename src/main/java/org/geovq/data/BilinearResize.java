package org.geovq.data;

import java.util.Arrays;

/**
 * Resizes by a triangle filter that is as wide as the reduction, which keeps fine structure from
 * turning into coarse (antialiasing), first along rows and then along columns. Weights are whole
 * numbers of 1 / 2^22 and sums are rounded to bytes after each of the two, as Pillow does it with
 * {@code Image.resize(size, BILINEAR)}: the results are the same.
 */
final class BilinearResize {
  /** 32 bits less 8 of a sample and 2 to spare. */
  private static final int FRACTION_BITS = 22;

  private static final int HALF = 1 << (FRACTION_BITS - 1);

  private final int from;
  private final int to;

  /** First sample that counts for each new one. */
  private final int[] first;

  /** Weights of the samples from there on. */
  private final int[][] weights;

  /**
   * For squares.
   *
   * @param from side in pixels
   * @param to side in pixels; larger than from is fine
   */
  BilinearResize(int from, int to) {
    this.from = from;
    this.to = to;
    first = new int[to];
    weights = new int[to][];
    double scale = (double) from / to;
    for (int i = 0; i < to; i++) {
      weigh(i, (i + .5) * scale, Math.max(1, scale));
    }
  }

  private void weigh(int i, double centre, double radius) {
    first[i] = Math.max(0, (int) (centre - radius + .5));
    int end = Math.min(from, (int) (centre + radius + .5));
    double[] triangle = new double[end - first[i]];
    for (int j = 0; j < triangle.length; j++) {
      triangle[j] = Math.max(0, 1 - Math.abs((first[i] + j - centre + .5) * (1 / radius)));
    }
    double sum = Arrays.stream(triangle).sum();
    weights[i] =
        Arrays.stream(triangle)
            .mapToInt(w -> (int) (.5 + w / sum * (1 << FRACTION_BITS)))
            .toArray();
  }

  /** Side of what is resized. */
  int from() {
    return from;
  }

  /**
   * Resizes a square.
   *
   * @param samples unsigned bytes {@code [from, from, channels]}
   * @return {@code [to, to, channels]}
   */
  byte[] apply(byte[] samples, int channels) {
    if (from == to) {
      return samples;
    }
    byte[] narrow = new byte[from * to * channels];
    for (int row = 0; row < from; row++) {
      for (int i = 0; i < to; i++) {
        int source = (row * from + first[i]) * channels;
        int target = (row * to + i) * channels;
        for (int c = 0; c < channels; c++) {
          narrow[target + c] = weighted(samples, source + c, channels, weights[i]);
        }
      }
    }
    byte[] small = new byte[to * to * channels];
    int stride = to * channels;
    for (int i = 0; i < to; i++) {
      for (int x = 0; x < stride; x++) {
        small[i * stride + x] = weighted(narrow, first[i] * stride + x, stride, weights[i]);
      }
    }
    return small;
  }

  private static byte weighted(byte[] samples, int start, int stride, int[] weights) {
    int sum = HALF;
    int at = start;
    for (int weight : weights) {
      sum += weight * (samples[at] & 0xff);
      at += stride;
    }
    // Weights are rounded: their sum can be a little more than one.
    return (byte) Math.min(255, sum >> FRACTION_BITS);
  }
}
