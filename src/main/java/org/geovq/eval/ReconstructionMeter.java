package org.geovq.eval;

import java.io.Serializable;
import org.geovq.data.ImageShape;

/** Collects {@link ReconstructionFigures} over images; meters of parts can be merged. */
public final class ReconstructionMeter implements Serializable {
  private static final long serialVersionUID = 1;

  private final ImageShape shape;
  private long images;
  private double mse;
  private double l1;
  private double psnrDb;
  private double ssim;
  private double lpips;

  /**
   * @param shape of every image; sides of at least {@link ImageMetrics#SSIM_WINDOW}
   */
  public ReconstructionMeter(ImageShape shape) {
    this.shape = shape;
  }

  /** Adds one image and its reconstruction, both planar {@code [channels, height, width]}. */
  public void add(float[] original, float[] reconstruction) {
    add(original, reconstruction, Double.NaN);
  }

  /**
   * Adds one image, its reconstruction and what a perceptual network says of the two.
   *
   * @param distance NaN where none was asked; then there is no mean of it
   */
  public void add(float[] original, float[] reconstruction, double distance) {
    double imageSsim = ImageMetrics.ssim(original, reconstruction, shape);
    double imageMse = ImageMetrics.mse(original, reconstruction);
    images++;
    mse += imageMse;
    l1 += ImageMetrics.l1(original, reconstruction);
    psnrDb += ImageMetrics.psnrDb(imageMse);
    ssim += imageSsim;
    lpips += distance;
  }

  /** Adds all that another meter of the same shape holds, and returns this one. */
  public ReconstructionMeter merge(ReconstructionMeter other) {
    if (!shape.equals(other.shape)) {
      throw new IllegalArgumentException("meters of " + shape + " and " + other.shape);
    }
    images += other.images;
    mse += other.mse;
    l1 += other.l1;
    psnrDb += other.psnrDb;
    ssim += other.ssim;
    lpips += other.lpips;
    return this;
  }

  /**
   * Averages over the images added so far.
   *
   * @throws IllegalStateException where there are none
   */
  public ReconstructionFigures figures() {
    if (images == 0) {
      throw new IllegalStateException("no image was added");
    }
    return new ReconstructionFigures(
        mse / images, l1 / images, psnrDb / images, ssim / images, lpips / images);
  }
}
