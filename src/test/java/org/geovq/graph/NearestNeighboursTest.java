package org.geovq.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.stream.IntStream;
import org.geovq.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NearestNeighboursTest {
  private static int[] naive(
      LatentPoints nodes, LatentPoints queries, int row, int k, Metric metric, int excluded) {
    double[] distances = new double[nodes.size()];
    Arrays.setAll(distances, j -> metric.distance(queries, row, nodes, j));
    return IntStream.range(0, nodes.size())
        .filter(j -> j != excluded)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingDouble(j -> distances[j])
                .thenComparing(Comparator.naturalOrder()))
        .limit(k)
        .mapToInt(j -> j)
        .toArray();
  }

  private static void check(LatentPoints nodes, LatentPoints queries, int k, Metric metric) {
    boolean self = nodes == queries;
    Neighbours found =
        new NearestNeighbours(nodes, metric).search(queries, 0, queries.size(), k, self);
    for (int i = 0; i < queries.size(); i++) {
      int[] ids = Arrays.copyOfRange(found.ids(), i * k, (i + 1) * k);
      assertArrayEquals(naive(nodes, queries, i, k, metric, self ? i : -1), ids, "row " + i);
      for (int place = 0; place < k; place++) {
        double distance = metric.distance(queries, i, nodes, ids[place]);
        assertEquals(distance, found.distances()[i * k + place], 2e-6 * distance);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void randomPointsAgreeWithADoubleLoop(Metric metric) {
    check(Points.random(700, 2, 1), Points.random(100, 2, 2), 9, metric);
    check(Points.random(300, 17, 3), Points.random(40, 17, 4), 1, metric);
    LatentPoints nodes = Points.random(600, 3, 5);
    check(nodes, nodes, 7, metric);
  }

  /**
   * 700 points on 25 places: nearly all distances are ties, 0 among them, within and across tiles.
   */
  @ParameterizedTest
  @EnumSource
  void tiesGoToTheSmallerNode(Metric metric) {
    LatentPoints nodes = Points.onLattice(700, 2, 5, 1);
    check(nodes, nodes, 40, metric);
    check(nodes, Points.onLattice(50, 2, 6, 2), 300, metric);
  }

  /** 30 vectors with sigmas of their own, each 20 times: 0 across tiles, which no box may miss. */
  @ParameterizedTest
  @EnumSource
  void duplicatesAreFoundInEveryTile(Metric metric) {
    int[] rows = IntStream.range(0, 600).map(i -> i % 30).toArray();
    LatentPoints nodes = Points.random(30, 2, 7).subset(rows);
    check(nodes, nodes, 25, metric);
  }

  @ParameterizedTest
  @EnumSource
  void distancesAreTheSameFromBothEnds(Metric metric) {
    LatentPoints nodes = Points.random(300, 5, 1);
    Neighbours found = new NearestNeighbours(nodes, metric).search(nodes, 0, 300, 299, true);
    float[][] matrix = new float[300][300];
    for (int i = 0; i < found.ids().length; i++) {
      matrix[i / 299][found.ids()[i]] = found.distances()[i];
    }
    for (int i = 0; i < 300; i++) {
      for (int j = 0; j < i; j++) {
        assertEquals(matrix[i][j], matrix[j][i]);
      }
    }
  }

  @Test
  void aRangeHasTheRowsOfTheWhole() {
    LatentPoints nodes = Points.random(500, 2, 1);
    NearestNeighbours search = new NearestNeighbours(nodes, Metric.POSTERIOR);
    Neighbours whole = search.search(nodes, 0, 500, 4, true);
    Neighbours part = search.search(nodes, 123, 321, 4, true);
    assertArrayEquals(Arrays.copyOfRange(whole.ids(), 123 * 4, 321 * 4), part.ids());
    assertEquals(0, search.search(nodes, 7, 7, 4, true).ids().length);
  }

  @Test
  void concurrentSearchesDoNotDisturbEachOther() {
    LatentPoints nodes = Points.random(1000, 4, 1);
    NearestNeighbours search = new NearestNeighbours(nodes, Metric.EUCLIDEAN);
    int[] expected = search.search(nodes, 0, 1000, 5, true).ids();
    assertTrue(
        IntStream.range(0, 8)
            .parallel()
            .allMatch(i -> Arrays.equals(expected, search.search(nodes, 0, 1000, 5, true).ids())));
  }

  /**
   * 64 tiles: those that a block of queries looks at are bounded by its farthest neighbour. Of the
   * queries .5 and 60 the one has a neighbour at hand, the other 40 away, past 6,144 nodes.
   */
  @Test
  void aBlockLooksAsFarAsItsFarthestQuery() {
    float[] places = new float[8192];
    for (int i = 0; i < places.length; i++) {
      places[i] = i < 6144 ? i / 6144f : 100 + (i - 6144) * 0.001f;
    }
    LatentPoints nodes = new LatentPoints(1, places, new float[places.length]);
    LatentPoints queries = new LatentPoints(1, new float[] {0.5f, 60}, new float[2]);
    Neighbours found =
        new NearestNeighbours(nodes, Metric.EUCLIDEAN).search(queries, 0, 2, 1, false);
    assertArrayEquals(new int[] {3072, 6144}, found.ids());
    assertArrayEquals(new float[] {0, 40}, found.distances(), 1e-5f);
  }

  @ParameterizedTest
  @EnumSource
  void thousandsOfPointsAgreeWithADoubleLoop(Metric metric) {
    LatentPoints nodes = Points.random(10_000, 3, 6);
    check(nodes, Points.random(30, 3, 7), 5, metric);
    check(Points.random(10_000, 6, 8), Points.random(30, 6, 9), 5, metric);
  }

  /** More tiles find more, all find all, and neither the rows of a search nor a pool matters. */
  @ParameterizedTest
  @EnumSource
  void aBudgetOfTilesFindsTheSameInAnyBlocks(Metric metric) {
    LatentPoints nodes = Points.random(6000, 6, 1);
    NearestNeighbours search = new NearestNeighbours(nodes, metric);
    Neighbours exact = search.search(nodes, 0, 6000, 10, true);
    Neighbours some = search.search(nodes, 0, 6000, 10, true, 4);
    double recall = Recall.measure(some, exact);
    assertTrue(recall > 0.4 && recall < 0.99, "recall " + recall);
    assertTrue(Recall.measure(search.search(nodes, 0, 6000, 10, true, 12), exact) > recall);
    assertArrayEquals(exact.ids(), search.search(nodes, 0, 6000, 10, true, 47).ids());
    for (int row = 5; row < 6000; row += 997) {
      Neighbours alone = search.search(nodes, row, row + 1, 10, true, 4);
      assertArrayEquals(Arrays.copyOfRange(some.ids(), row * 10, row * 10 + 10), alone.ids());
    }
    Neighbours pooled =
        new ForkJoinPool(3)
            .invoke(ForkJoinTask.adapt(() -> search.search(nodes, 0, 6000, 10, true, 4)));
    assertArrayEquals(some.ids(), pooled.ids());
  }

  @Test
  void aBudgetIsRaisedUntilItHoldsAll() {
    LatentPoints nodes = Points.random(1000, 2, 1);
    Neighbours found =
        new NearestNeighbours(nodes, Metric.EUCLIDEAN).search(nodes, 0, 1000, 300, true, 1);
    assertEquals(300_000, found.ids().length);
  }

  @Test
  void groupsAsLargeAsTilesAreLeftOut() {
    LatentPoints nodes = Points.random(2000, 2, 1);
    int[] groups = new int[2000];
    for (int i = 0; i < 2000; i++) {
      groups[i] = nodes.mu()[2 * i] < 0 ? 0 : 1;
    }
    Neighbours found =
        new NearestNeighbours(nodes, Metric.POSTERIOR).nearestOutside(nodes, groups, groups);
    for (int i = 0; i < 2000; i += 7) {
      int row = i;
      double least =
          IntStream.range(0, 2000)
              .filter(j -> groups[j] != groups[row])
              .mapToDouble(j -> Metric.POSTERIOR.distance(nodes, row, nodes, j))
              .min()
              .orElseThrow();
      assertEquals(least, found.distances()[i], 2e-6 * least);
    }
  }

  @Test
  void tooManyNeighboursAreTheUsersError() {
    LatentPoints nodes = Points.random(5, 2, 1);
    NearestNeighbours search = new NearestNeighbours(nodes, Metric.EUCLIDEAN);
    assertEquals(20, search.search(nodes, 0, 5, 4, true).ids().length);
    UserError error = assertThrows(UserError.class, () -> search.search(nodes, 0, 5, 5, true));
    assertEquals("graph.k is 5; expected 1 to 4, as there are 5 nodes.", error.getMessage());
    assertThrows(UserError.class, () -> search.search(nodes, 0, 5, 0, false));
  }

  @Test
  void aVectorThatIsNotFiniteIsNamed() {
    NearestNeighbours search =
        new NearestNeighbours(Points.unitVariance(1, 0, 1, 2), Metric.POSTERIOR);
    LatentPoints queries = Points.unitVariance(1, 0, Float.NaN);
    UserError error = assertThrows(UserError.class, () -> search.search(queries, 0, 2, 2, false));
    assertTrue(error.getMessage().contains("vector 1"), error.getMessage());
  }
}
