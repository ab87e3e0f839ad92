package org.geovq.graph;

import java.util.SplittableRandom;
import org.geovq.random.Draw;

/** Points for tests. */
public final class Points {
  private Points() {}

  /** Means uniform in -1 .. 1, log variances uniform in -4 .. 1. */
  public static LatentPoints random(int size, int dimension, long seed) {
    SplittableRandom random = Draw.generator(seed, "test points", 0);
    float[] mu = new float[size * dimension];
    float[] logVariance = new float[mu.length];
    for (int i = 0; i < mu.length; i++) {
      mu[i] = (float) random.nextDouble(-1, 1);
      logVariance[i] = (float) random.nextDouble(-4, 1);
    }
    return new LatentPoints(dimension, mu, logVariance);
  }

  /** Whole numbers 0 .. side-1 with variance 1: many points and distances come several times. */
  static LatentPoints onLattice(int size, int dimension, int side, long seed) {
    SplittableRandom random = Draw.generator(seed, "test lattice", 0);
    float[] mu = new float[size * dimension];
    for (int i = 0; i < mu.length; i++) {
      mu[i] = random.nextInt(side);
    }
    return unitVariance(dimension, mu);
  }

  /** Points with variance 1, where the posterior metric is the Euclidean one. */
  public static LatentPoints unitVariance(int dimension, float... mu) {
    return new LatentPoints(dimension, mu, new float[mu.length]);
  }

  /** The symmetrised k-NN graph of the points. */
  public static CsrGraph graph(LatentPoints points, Metric metric, int k) {
    Neighbours found =
        new NearestNeighbours(points, metric).search(points, 0, points.size(), k, true);
    return CsrGraph.union(points.size(), k, found.ids(), found.distances());
  }
}
