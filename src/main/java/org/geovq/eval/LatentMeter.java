package org.geovq.eval;

import java.io.Serializable;

/**
 * Collects {@link LatentFigures} over images; meters of parts can be merged. Variances are kept as
 * mean and sum of squared deviations (T. F. Chan, G. H. Golub, R. J. LeVeque, "Algorithms for
 * computing the sample variance", The American Statistician 37(3), 1983), so a mean far from 0
 * costs no digits.
 */
public final class LatentMeter implements Serializable {
  /** A unit whose mu has a larger (population) variance than this is active. */
  public static final double ACTIVE_VARIANCE = .01;

  private static final long serialVersionUID = 1;

  private final int channels;
  private final int positions;
  private final double[] kl;
  private final double[] mean;
  private final double[] squares;
  private long images;

  /**
   * @param channels D, at least 1
   * @param positions positions per image, at least 1; 1 for a flat head
   */
  public LatentMeter(int channels, int positions) {
    if (channels < 1 || positions < 1) {
      throw new IllegalArgumentException(channels + " channels at " + positions + " positions");
    }
    this.channels = channels;
    this.positions = positions;
    this.kl = new double[channels];
    this.mean = new double[channels * positions];
    this.squares = new double[channels * positions];
  }

  /** Adds one image's posterior, means and log variances, both {@code [D, positions]}. */
  public void add(float[] mu, float[] logVariance) {
    if (mu.length != mean.length || logVariance.length != mean.length) {
      throw new IllegalArgumentException(
          "%d means and %d log variances for %d channels at %d positions"
              .formatted(mu.length, logVariance.length, channels, positions));
    }
    images++;
    for (int unit = 0; unit < mu.length; unit++) {
      double m = mu[unit];
      kl[unit / positions] -= .5 * (1 + logVariance[unit] - m * m - Math.exp(logVariance[unit]));
      double deviation = m - mean[unit];
      mean[unit] += deviation / images;
      squares[unit] += deviation * (m - mean[unit]);
    }
  }

  /** Adds all that another meter of the same size holds, and returns this one. */
  public LatentMeter merge(LatentMeter other) {
    if (channels != other.channels || positions != other.positions) {
      throw new IllegalArgumentException(
          "meters of %d x %d and %d x %d"
              .formatted(channels, positions, other.channels, other.positions));
    }
    if (other.images == 0) {
      return this;
    }
    double share = (double) other.images / (images + other.images);
    for (int unit = 0; unit < mean.length; unit++) {
      double deviation = other.mean[unit] - mean[unit];
      mean[unit] += deviation * share;
      squares[unit] += other.squares[unit] + deviation * deviation * share * images;
    }
    for (int channel = 0; channel < channels; channel++) {
      kl[channel] += other.kl[channel];
    }
    images += other.images;
    return this;
  }

  /**
   * Figures of the images added so far.
   *
   * @throws IllegalStateException where there are none
   */
  public LatentFigures figures() {
    if (images == 0) {
      throw new IllegalStateException("no latent was added");
    }
    double[] klPerChannel = new double[channels];
    double klPerImage = 0;
    int activeUnits = 0;
    int activeChannels = 0;
    for (int channel = 0; channel < channels; channel++) {
      klPerChannel[channel] = kl[channel] / images / positions;
      klPerImage += kl[channel] / images;
      int active = activeUnits(channel);
      activeUnits += active;
      activeChannels += active > 0 ? 1 : 0;
    }
    return new LatentFigures(klPerChannel, klPerImage, activeUnits, activeChannels);
  }

  private int activeUnits(int channel) {
    int active = 0;
    for (int unit = channel * positions; unit < (channel + 1) * positions; unit++) {
      active += squares[unit] / images > ACTIVE_VARIANCE ? 1 : 0;
    }
    return active;
  }
}
