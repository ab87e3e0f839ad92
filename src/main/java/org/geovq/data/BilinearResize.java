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
    return lower(narrower(samples, channels), to * channels);
  }

  /** Whole numbers, for what follows: {@code [from, to, channels]}. */
  private int[] narrower(byte[] samples, int channels) {
    int[] narrow = new int[from * to * channels];
    for (int row = 0; row < from; row++) {
      for (int i = 0; i < to; i++) {
        int source = (row * from + first[i]) * channels;
        int target = (row * to + i) * channels;
        if (channels == 3) {
          weighColours(samples, source, weights[i], narrow, target);
        } else {
          narrow[target] = weighted(samples, source, weights[i]);
        }
      }
    }
    return narrow;
  }

  private static int weighted(byte[] samples, int start, int[] weights) {
    int sum = HALF;
    for (int j = 0; j < weights.length; j++) {
      sum += weights[j] * (samples[start + j] & 0xff);
    }
    return toByte(sum);
  }

  private static void weighColours(
      byte[] samples, int start, int[] weights, int[] narrow, int target) {
    int red = HALF;
    int green = HALF;
    int blue = HALF;
    int at = start;
    for (int weight : weights) {
      red += weight * (samples[at] & 0xff);
      green += weight * (samples[at + 1] & 0xff);
      blue += weight * (samples[at + 2] & 0xff);
      at += 3;
    }
    narrow[target] = toByte(red);
    narrow[target + 1] = toByte(green);
    narrow[target + 2] = toByte(blue);
  }

  /** Rows are summed as a whole, which the compiler turns into vector instructions. */
  private byte[] lower(int[] narrow, int stride) {
    byte[] small = new byte[to * stride];
    int[] sums = new int[stride];
    for (int i = 0; i < to; i++) {
      Arrays.fill(sums, HALF);
      for (int j = 0; j < weights[i].length; j++) {
        addRow(narrow, (first[i] + j) * stride, weights[i][j], sums);
      }
      for (int x = 0; x < stride; x++) {
        small[i * stride + x] = (byte) toByte(sums[x]);
      }
    }
    return small;
  }

  private static void addRow(int[] narrow, int start, int weight, int[] sums) {
    for (int x = 0; x < sums.length; x++) {
      sums[x] += weight * narrow[start + x];
    }
  }

  /** Weights are rounded: their sum can be a little more than one. */
  private static int toByte(int sum) {
    return Math.min(255, sum >> FRACTION_BITS);
  }
}
