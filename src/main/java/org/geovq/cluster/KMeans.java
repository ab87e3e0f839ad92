package org.geovq.cluster;

import java.io.Serializable;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.geovq.UserError;
import org.geovq.graph.LatentPoints;
import org.geovq.graph.Metric;
import org.geovq.graph.NearestNeighbours;
import org.geovq.graph.Neighbours;
import org.geovq.random.Draw;

/**
 * Lloyd's k-means from a k-means++ start: the result is a centroid per cluster.
 *
 * @param centroids row-major [K, D]
 * @param nearest [n]: cluster of each point, the smaller of equally near ones
 * @param loss sum of squared distances to the nearest centroid
 * @param rounds rounds that were done
 * @param converged the last round moved no point to another cluster
 */
public record KMeans(float[] centroids, int[] nearest, double loss, int rounds, boolean converged)
    implements Serializable {
  /**
   * Clusters points. A cluster that runs empty is started anew from the point that is farthest from
   * its centroid.
   *
   * @param points row-major [n, D]
   * @param dimension D
   * @param maxRounds at least 1
   * @throws UserError naming codebook.size if there are fewer than k points
   */
  public static KMeans run(float[] points, int dimension, int k, int maxRounds, long seed) {
    int size = points.length / dimension;
    if (k < 1 || k > size) {
      throw new UserError(
          "codebook.size is %d; expected 1 to %d, as there are %d points.", k, size, size);
    }
    SplittableRandom random = Draw.generator(seed, "k-means start", 0);
    float[] centroids = plusPlus(points, dimension, k, random);
    LatentPoints queries = atMeans(dimension, points);
    Neighbours found = assign(queries, centroids);
    boolean changed = true;
    int rounds = 0;
    while (changed && rounds < maxRounds) {
      centroids = means(points, dimension, centroids, found.ids(), found.distances());
      Neighbours next = assign(queries, centroids);
      changed = !Arrays.equals(next.ids(), found.ids());
      found = next;
      rounds++;
    }
    return new KMeans(centroids, found.ids(), sumOfSquares(found.distances()), rounds, !changed);
  }

  private static float[] plusPlus(float[] points, int dimension, int k, SplittableRandom random) {
    float[][] columns = columns(points, dimension);
    Seeding seeding = new Seeding(columns[0].length, random);
    float[] squares = new float[columns[0].length];
    float[] centroids = new float[k * dimension];
    for (int i = 0; i < k; i++) {
      int point = seeding.draw();
      System.arraycopy(points, point * dimension, centroids, i * dimension, dimension);
      Arrays.fill(squares, 0);
      for (float[] column : columns) {
        addSquares(column, column[point], squares);
      }
      lower(seeding.squares(), squares);
    }
    return centroids;
  }

  /** Column-major, so that the loops over points are vectorised. */
  private static float[][] columns(float[] points, int dimension) {
    float[][] columns = new float[dimension][points.length / dimension];
    for (int i = 0; i < points.length; i++) {
      columns[i % dimension][i / dimension] = points[i];
    }
    return columns;
  }

  private static void addSquares(float[] column, float centre, float[] squares) {
    for (int i = 0; i < column.length; i++) {
      float difference = column[i] - centre;
      squares[i] += difference * difference;
    }
  }

  private static void lower(float[] smallest, float[] values) {
    for (int i = 0; i < values.length; i++) {
      smallest[i] = Math.min(smallest[i], values[i]);
    }
  }

  private static Neighbours assign(LatentPoints queries, float[] centroids) {
    NearestNeighbours search =
        new NearestNeighbours(atMeans(queries.dimension(), centroids), Metric.EUCLIDEAN);
    return search.search(queries, 0, queries.size(), 1, false);
  }

  private static LatentPoints atMeans(int dimension, float[] means) {
    return new LatentPoints(dimension, means, new float[means.length]);
  }

  /**
   * The clusters' means; an empty cluster takes the point that is farthest from its old centroid.
   *
   * @param distances distance of each point; 0 afterwards for the points that were taken
   */
  static float[] means(
      float[] points, int dimension, float[] old, int[] nearest, float[] distances) {
    float[] centroids = ClusterMeans.of(points, dimension, nearest, old);
    int[] counts = ClusterMeans.counts(nearest, old.length / dimension);
    for (int cluster = 0; cluster < counts.length; cluster++) {
      if (counts[cluster] == 0) {
        int point = farthest(distances);
        distances[point] = 0;
        System.arraycopy(points, point * dimension, centroids, cluster * dimension, dimension);
      }
    }
    return centroids;
  }

  private static int farthest(float[] distances) {
    int best = 0;
    for (int i = 1; i < distances.length; i++) {
      if (distances[i] > distances[best]) {
        best = i;
      }
    }
    return best;
  }

  private static double sumOfSquares(float[] distances) {
    double sum = 0;
    for (float distance : distances) {
      sum += (double) distance * distance;
    }
    return sum;
  }
}
