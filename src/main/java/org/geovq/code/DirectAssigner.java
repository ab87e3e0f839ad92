package org.geovq.code;

import java.util.Arrays;
import org.geovq.graph.LatentPoints;
import org.geovq.graph.Metric;
import org.geovq.graph.NearestNeighbours;

/**
 * The nearest medoid, the smaller code of equally near ones. In the posterior metric only the
 * vector's own sigma counts: argmin over codes of sum_c (mu - code)^2 / sigma^2.
 */
public final class DirectAssigner implements Assigner {
  private static final long serialVersionUID = 1;

  private final NearestNeighbours search;

  /**
   * @param medoids one row per code
   */
  public DirectAssigner(LatentPoints medoids, Metric metric) {
    search =
        new NearestNeighbours(
            metric == Metric.POSTERIOR ? withoutOwnSigma(medoids) : medoids, metric);
  }

  /** A code of infinite variance has no weight of its own in the posterior metric. */
  private static LatentPoints withoutOwnSigma(LatentPoints medoids) {
    float[] logVariance = new float[medoids.mu().length];
    Arrays.fill(logVariance, Float.POSITIVE_INFINITY);
    return new LatentPoints(medoids.dimension(), medoids.mu(), logVariance);
  }

  @Override
  public void assign(LatentPoints vectors, int from, int to, int[] codes) {
    int[] nearest = search.search(vectors, from, to, 1, false).ids();
    System.arraycopy(nearest, 0, codes, 0, nearest.length);
  }
}
