package org.geovq.eval;

import java.io.Serializable;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * A sample of feature vectors without replacement that takes up no more memory than its size: those
 * of the lowest ranks. Ranks drawn by a hash of an image's id make it a random one that depends on
 * no order; samples of parts can be merged.
 */
public final class FeatureSample implements Serializable {
  private static final long serialVersionUID = 1;

  private static final Comparator<Ranked> HIGHEST_FIRST = new HighestFirst();

  private final int size;
  private final PriorityQueue<Ranked> lowest = new PriorityQueue<>(HIGHEST_FIRST);

  private record Ranked(long rank, float[] features) implements Serializable {}

  /** Serializable, as the queue's order has to be. */
  private static final class HighestFirst implements Comparator<Ranked>, Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public int compare(Ranked a, Ranked b) {
      return Long.compare(b.rank(), a.rank());
    }
  }

  /**
   * @param size vectors at most, at least 1
   */
  public FeatureSample(int size) {
    this.size = size;
  }

  /**
   * Adds one vector, or lets it go.
   *
   * @param features {@code [n, D]}, of which the given row is copied if it is kept
   */
  public void add(long rank, float[] features, int row, int dimension) {
    if (lowest.size() < size || rank < lowest.peek().rank()) {
      float[] own = new float[dimension];
      System.arraycopy(features, row * dimension, own, 0, dimension);
      keep(new Ranked(rank, own));
    }
  }

  /** Adds what another sample holds, and returns this one. */
  public FeatureSample merge(FeatureSample other) {
    other.lowest.forEach(this::keep);
    return this;
  }

  /** The vectors {@code [at most size, D]} by rising rank. */
  public float[][] features() {
    return lowest.stream()
        .sorted(HIGHEST_FIRST.reversed())
        .map(Ranked::features)
        .toArray(float[][]::new);
  }

  private void keep(Ranked vector) {
    lowest.add(vector);
    if (lowest.size() > size) {
      lowest.poll();
    }
  }
}
