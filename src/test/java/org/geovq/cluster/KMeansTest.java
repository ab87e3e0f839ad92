package org.geovq.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.geovq.UserError;
import org.geovq.graph.Points;
import org.junit.jupiter.api.Test;

class KMeansTest {
  /** {0, 1, 2} and {10, 12}: centroids 1 and 11, loss 1 + 0 + 1 + 1 + 1. */
  @Test
  void twoGroupsGetTheirMeans() {
    KMeans found = KMeans.run(new float[] {0, 10, 1, 12, 2}, 1, 2, 20, 1);
    float[] sorted = found.centroids().clone();
    Arrays.sort(sorted);
    assertArrayEquals(new float[] {1, 11}, sorted);
    assertEquals(4, found.loss());
    assertTrue(found.converged());
    int[] nearest = found.nearest();
    assertEquals(nearest[0], nearest[4]);
    assertEquals(nearest[1], nearest[3]);
  }

  @Test
  void theResultIsAFixedPoint() {
    float[] points = Points.random(500, 3, 1).mu();
    KMeans found = KMeans.run(points, 3, 12, 200, 1);
    assertTrue(found.converged());
    assertArrayEquals(
        found.centroids(), ClusterMeans.of(points, 3, found.nearest(), found.centroids()));
    double loss = 0;
    for (int i = 0; i < 500; i++) {
      double best = Double.POSITIVE_INFINITY;
      for (int c = 0; c < 12; c++) {
        double square = square(points, i, found.centroids(), c);
        best = Math.min(best, square);
      }
      assertEquals(best, square(points, i, found.centroids(), found.nearest()[i]), 1e-6);
      loss += best;
    }
    assertEquals(loss, found.loss(), 1e-4);
  }

  private static double square(float[] points, int i, float[] centroids, int c) {
    double sum = 0;
    for (int d = 0; d < 3; d++) {
      double difference = points[3 * i + d] - centroids[3 * c + d];
      sum += difference * difference;
    }
    return sum;
  }

  @Test
  void theSeedDecides() {
    float[] points = Points.random(300, 2, 1).mu();
    KMeans found = KMeans.run(points, 2, 20, 5, 4);
    assertArrayEquals(found.centroids(), KMeans.run(points, 2, 20, 5, 4).centroids());
    assertEquals(5, found.rounds());
  }

  /** Three places for five clusters: what can be told apart is, and the loss is 0. */
  @Test
  void duplicatesLeaveSomeClustersEmptyButNoCentroidWithoutAPlace() {
    float[] points = {0, 0, 5, 5, 9, 9, 9};
    KMeans found = KMeans.run(points, 1, 5, 20, 1);
    assertEquals(0, found.loss());
    assertEquals(3, Arrays.stream(found.nearest()).distinct().count());
    for (float centroid : found.centroids()) {
      assertTrue(centroid == 0 || centroid == 5 || centroid == 9);
    }
  }

  @Test
  void anEmptyClusterIsStartedAnewFromTheFarthestPoint() {
    float[] points = {0, 1, 2, 50};
    int[] nearest = {0, 0, 0, 0};
    float[] distances = {1, 0, 1, 49};
    float[] centroids = KMeans.means(points, 1, new float[] {1, 99}, nearest, distances);
    assertArrayEquals(new float[] {13.25f, 50}, centroids);
  }

  @Test
  void moreClustersThanPointsAreTheUsersError() {
    UserError error =
        assertThrows(UserError.class, () -> KMeans.run(new float[] {1, 2}, 1, 3, 9, 1));
    assertEquals("codebook.size is 3; expected 1 to 2, as there are 2 points.", error.getMessage());
  }
}
