package org.geovq.eval;

import java.io.Serializable;

/**
 * Collects what Fréchet and kernel distances need of a set of images; meters of parts can be
 * merged.
 */
public final class FeatureMeter implements Serializable {
  private static final long serialVersionUID = 1;

  private final int dimension;
  private final FeatureMoments moments;
  private final FeatureSample sample;

  /**
   * @param dimension numbers per feature vector, D
   * @param sampleSize vectors that are kept as they are, see {@link FeatureSample}
   */
  public FeatureMeter(int dimension, int sampleSize) {
    this.dimension = dimension;
    this.moments = new FeatureMoments(dimension);
    this.sample = new FeatureSample(sampleSize);
  }

  /**
   * Adds images.
   *
   * @param ranks one an image, see {@link FeatureSample}
   * @param features {@code [n, D]}, finite
   */
  public void add(long[] ranks, float[] features) {
    moments.add(features, ranks.length);
    for (int i = 0; i < ranks.length; i++) {
      sample.add(ranks[i], features, i, dimension);
    }
  }

  /** Adds all that another meter of the same kind holds, and returns this one. */
  public FeatureMeter merge(FeatureMeter other) {
    moments.merge(other.moments);
    sample.merge(other.sample);
    return this;
  }

  /** Number of images added so far. */
  public long images() {
    return moments.count();
  }

  public FeatureMoments moments() {
    return moments;
  }

  /** Some of the features as they are, in an order that means nothing. */
  public float[][] sample() {
    return sample.features();
  }
}
