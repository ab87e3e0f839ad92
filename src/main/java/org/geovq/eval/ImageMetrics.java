package org.geovq.eval;

import java.util.Arrays;
import org.geovq.data.ImageShape;

/**
 * How far one image is from another. Images are planar {@code [channels, height, width]} with
 * values in [0, 1]; all methods throw IllegalArgumentException where the lengths differ.
 */
public final class ImageMetrics {
  /** Signal-to-noise ratio that is reported where images are the same or nearly so, in dB. */
  public static final double MAX_PSNR_DB = 100;

  /** Side of the square over which {@link #ssim} compares. */
  public static final int SSIM_WINDOW = 7;

  private static final double C1 = .01 * .01;
  private static final double C2 = .03 * .03;

  private ImageMetrics() {}

  /** Mean squared error over all numbers of the image; lower is better, 0 at best. */
  public static double mse(float[] a, float[] b) {
    requireSameLength(a, b);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (double) a[i] - b[i];
      sum += difference * difference;
    }
    return sum / a.length;
  }

  /** Mean absolute error over all numbers of the image; lower is better, 0 at best. */
  public static double l1(float[] a, float[] b) {
    requireSameLength(a, b);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs((double) a[i] - b[i]);
    }
    return sum / a.length;
  }

  /**
   * Peak signal-to-noise ratio 10 log10(1 / mse) in dB; higher is better. Capped at {@value
   * #MAX_PSNR_DB}, which identical images get.
   */
  public static double psnrDb(double mse) {
    return Math.min(MAX_PSNR_DB, -10 * Math.log10(mse));
  }

  /**
   * Structural similarity as scikit-image computes it by default with data_range 1: uniform 7 x 7
   * window, K1 = .01, K2 = .03, sample covariance, mean over the windows that lie within the image
   * and over the channels. Higher is better, 1 at best.
   *
   * <p>Z. Wang, A. C. Bovik, H. R. Sheikh, E. P. Simoncelli, "Image quality assessment: from error
   * visibility to structural similarity", IEEE Transactions on Image Processing 13(4), 2004,
   * doi:10.1109/TIP.2003.819861.
   *
   * @throws IllegalArgumentException also where a side is below {@value #SSIM_WINDOW}
   */
  public static double ssim(float[] a, float[] b, ImageShape shape) {
    requireSameLength(a, b);
    if (a.length != shape.pixels() || Math.min(shape.height(), shape.width()) < SSIM_WINDOW) {
      throw new IllegalArgumentException("SSIM of " + a.length + " numbers as " + shape);
    }
    double sum = 0;
    double[] columns = new double[5 * shape.width()];
    for (int channel = 0; channel < shape.channels(); channel++) {
      sum += channelSsim(a, b, channel * shape.height() * shape.width(), shape, columns);
    }
    return sum / shape.channels();
  }

  /**
   * @param columns scratch {@code [width, 5]}: sums of a, b, aa, bb, ab over the rows of the window
   */
  private static double channelSsim(
      float[] a, float[] b, int offset, ImageShape shape, double[] columns) {
    int width = shape.width();
    int windowRows = shape.height() - SSIM_WINDOW + 1;
    Arrays.fill(columns, 0);
    double sum = 0;
    for (int row = 0; row < shape.height(); row++) {
      addRow(a, b, offset + row * width, width, 1, columns);
      if (row >= SSIM_WINDOW) {
        addRow(a, b, offset + (row - SSIM_WINDOW) * width, width, -1, columns);
      }
      if (row >= SSIM_WINDOW - 1) {
        sum += rowSsim(columns, width);
      }
    }
    return sum / ((double) windowRows * (width - SSIM_WINDOW + 1));
  }

  private static void addRow(
      float[] a, float[] b, int from, int width, double sign, double[] columns) {
    for (int i = 0; i < width; i++) {
      double x = a[from + i];
      double y = b[from + i];
      int c = 5 * i;
      columns[c] += sign * x;
      columns[c + 1] += sign * y;
      columns[c + 2] += sign * x * x;
      columns[c + 3] += sign * y * y;
      columns[c + 4] += sign * x * y;
    }
  }

  /** Sum over one row of windows. */
  private static double rowSsim(double[] columns, int width) {
    double x = 0;
    double y = 0;
    double xx = 0;
    double yy = 0;
    double xy = 0;
    double sum = 0;
    for (int i = 0; i < width; i++) {
      int c = 5 * i;
      x += columns[c];
      y += columns[c + 1];
      xx += columns[c + 2];
      yy += columns[c + 3];
      xy += columns[c + 4];
      if (i >= SSIM_WINDOW - 1) {
        sum += windowSsim(x, y, xx, yy, xy);
        c -= 5 * (SSIM_WINDOW - 1);
        x -= columns[c];
        y -= columns[c + 1];
        xx -= columns[c + 2];
        yy -= columns[c + 3];
        xy -= columns[c + 4];
      }
    }
    return sum;
  }

  private static double windowSsim(double x, double y, double xx, double yy, double xy) {
    double n = SSIM_WINDOW * SSIM_WINDOW;
    double meanX = x / n;
    double meanY = y / n;
    double varianceX = (xx - x * meanX) / (n - 1);
    double varianceY = (yy - y * meanY) / (n - 1);
    double covariance = (xy - x * meanY) / (n - 1);
    return (2 * meanX * meanY + C1)
        * (2 * covariance + C2)
        / ((meanX * meanX + meanY * meanY + C1) * (varianceX + varianceY + C2));
  }

  private static void requireSameLength(float[] a, float[] b) {
    if (a.length != b.length || a.length == 0) {
      throw new IllegalArgumentException(
          "images of " + a.length + " and " + b.length + " numbers cannot be compared");
    }
  }
}
