package org.geovq.eval;

import java.io.Serializable;
import java.util.Arrays;

/**
 * What a classifier takes images for: the share of each class and how sure it is. Histograms of
 * parts can be merged.
 */
public final class ClassHistogram implements Serializable {
  private static final long serialVersionUID = 1;

  private final long[] counts;
  private double confidence;

  /**
   * @param classes at least 1
   */
  public ClassHistogram(int classes) {
    if (classes < 1) {
      throw new IllegalArgumentException("a histogram of " + classes + " classes");
    }
    this.counts = new long[classes];
  }

  /**
   * Adds one image, as its likeliest class (the first of equals).
   *
   * @param probabilities {@code [classes]}
   */
  public void add(float[] probabilities) {
    requireLength(probabilities.length);
    int top = 0;
    for (int c = 1; c < probabilities.length; c++) {
      top = probabilities[c] > probabilities[top] ? c : top;
    }
    counts[top]++;
    confidence += probabilities[top];
  }

  /** Adds all that another histogram of as many classes holds, and returns this one. */
  public ClassHistogram merge(ClassHistogram other) {
    requireLength(other.counts.length);
    for (int c = 0; c < counts.length; c++) {
      counts[c] += other.counts[c];
    }
    confidence += other.confidence;
    return this;
  }

  /** Number of images added so far. */
  long images() {
    return Arrays.stream(counts).sum();
  }

  /**
   * Share of each class among the images, {@code [classes]}, of sum 1.
   *
   * @throws IllegalStateException where there are none
   */
  public double[] shares() {
    double images = requireImages();
    return Arrays.stream(counts).mapToDouble(count -> count / images).toArray();
  }

  /**
   * Mean probability of the likeliest class, 1 / classes to 1; higher is surer.
   *
   * @throws IllegalStateException where there are no images
   */
  public double meanConfidence() {
    return confidence / requireImages();
  }

  /**
   * Total variation distance of the shares from others: half the sum of the absolute differences.
   * Lower is better, 0 to 1.
   *
   * @param shares {@code [classes]}, of sum 1
   * @throws IllegalStateException where there are no images
   */
  public double totalVariation(double[] shares) {
    requireLength(shares.length);
    double[] own = shares();
    double sum = 0;
    for (int c = 0; c < own.length; c++) {
      sum += Math.abs(own[c] - shares[c]);
    }
    return sum / 2;
  }

  private long requireImages() {
    long images = images();
    if (images == 0) {
      throw new IllegalStateException("no image was added");
    }
    return images;
  }

  private void requireLength(int classes) {
    if (classes != counts.length) {
      throw new IllegalArgumentException(classes + " classes, not " + counts.length);
    }
  }
}
