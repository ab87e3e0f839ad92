package org.geovq.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.geovq.graph.LatentPoints;
import org.geovq.graph.Points;
import org.junit.jupiter.api.Test;

class KMedoidsTest {
  /** 18 points around three far centres, 0, 20 and 40 on the diagonal. */
  private static DistanceTable groups(int seed) {
    LatentPoints noise = Points.random(18, 2, seed);
    float[] mu = noise.mu().clone();
    for (int i = 0; i < mu.length; i++) {
      mu[i] += 20 * (i / 2 % 3);
    }
    return Tables.of(Points.unitVariance(2, mu), 1);
  }

  private static double exhaustive(DistanceTable table, int power) {
    double best = Double.POSITIVE_INFINITY;
    int rows = table.rows().length;
    for (int a = 0; a < rows; a++) {
      for (int b = a + 1; b < rows; b++) {
        for (int c = b + 1; c < rows; c++) {
          best = Math.min(best, Tables.loss(table, new int[] {a, b, c}, power));
        }
      }
    }
    return best;
  }

  @Test
  void separatedGroupsReachTheBestOfAllChoices() {
    for (int seed = 0; seed < 10; seed++) {
      DistanceTable table = groups(seed);
      for (int power = 1; power <= 2; power++) {
        Clustering found = KMedoids.best(table, 3, power, 5, 100, seed, loss -> {});
        assertEquals(exhaustive(table, power), found.loss(), 1e-5);
      }
    }
  }

  @Test
  void moreStartsAreNeverWorseAndTheSeedDecides() {
    DistanceTable table = Tables.of(Points.random(200, 2, 1), 1);
    Clustering one = KMedoids.best(table, 15, 1, 1, 100, 3, loss -> {});
    Clustering many = KMedoids.best(table, 15, 1, 6, 100, 3, loss -> {});
    Clustering again = KMedoids.best(table, 15, 1, 6, 100, 3, loss -> {});
    assertTrue(many.loss() < one.loss());
    assertArrayEquals(many.medoidRows(), again.medoidRows());
    assertArrayEquals(many.nearest(), again.nearest());
  }
}
