package org.geovq.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.geovq.graph.Bridges;
import org.geovq.graph.CsrGraph;
import org.geovq.graph.LatentPoints;
import org.geovq.graph.Metric;
import org.geovq.graph.NearestNeighbours;
import org.geovq.graph.Neighbours;
import org.geovq.graph.Points;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpreadPamTest {
  /** A table in parts that counts what is fetched. */
  private static final class Counting implements LandmarkRows {
    private final TableParts parts;
    private final List<Integer> fetched = new ArrayList<>();

    private Counting(TableParts parts) {
      this.parts = parts;
    }

    @Override
    public List<Swap> propose(ServedNodes state, int most) {
      return parts.propose(state, most);
    }

    @Override
    public float[][] fetch(int[] rows) {
      fetched.add(rows.length);
      return parts.fetch(rows);
    }
  }

  private static DistanceTable geodesic() {
    return geodesic(600);
  }

  /** Every second of n nodes is a landmark. */
  private static DistanceTable geodesic(int n) {
    LatentPoints points = Points.random(n, 3, 5);
    Neighbours found =
        new NearestNeighbours(points, Metric.EUCLIDEAN).search(points, 0, n, 8, true);
    CsrGraph graph = CsrGraph.union(n, 8, found.ids(), found.distances());
    return GeodesicDistances.table(
        Bridges.join(graph, points, Metric.EUCLIDEAN).graph(),
        IntStream.range(0, n / 2).map(i -> 2 * i).toArray());
  }

  private static Clustering run(LandmarkRows rows, int[] start, int power, int most) {
    return SpreadPam.run(rows, start, power, 500, most, loss -> {});
  }

  @Test
  void theResultIsTheSameHoweverTheTableIsParted() {
    DistanceTable table = geodesic();
    int[] start = KMedoidsStart.plusPlus(table, 25, new SplittableRandom(1));
    Clustering one = run(new TableParts(table, 1), start, 1, 6);
    for (int parts : new int[] {3, 8}) {
      Clustering other = run(new TableParts(table, parts), start, 1, 6);
      assertArrayEquals(one.medoidRows(), other.medoidRows());
      assertArrayEquals(one.nearest(), other.nearest());
      assertArrayEquals(one.lossPerRound(), other.lossPerRound());
      assertEquals(one.swaps(), other.swaps());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 2", "2, 1", "12, 1", "12, 2"})
  void noSingleSwapImprovesTheResult(int k, int power) {
    for (int seed = 0; seed < 4; seed++) {
      DistanceTable table = Tables.of(Points.random(90, 2, seed), 3);
      int[] start = KMedoidsStart.random(table, k, new SplittableRandom(seed));
      Clustering found = run(new TableParts(table, 3), start, power, 4);
      assertTrue(found.converged());
      assertEquals(Tables.loss(table, found.medoidRows(), power), found.loss(), 1e-6);
      for (int i = 0; i < k; i++) {
        for (int row = 0; row < table.rows().length; row++) {
          int[] swapped = found.medoidRows().clone();
          swapped[i] = row;
          assertTrue(Tables.loss(table, swapped, power) >= found.loss() - 1e-6);
        }
      }
    }
  }

  /**
   * Without its medoid a group costs far more than all cost: its duplicates seemed to gain what is
   * the rounding of that, for ever.
   */
  @ParameterizedTest
  @CsvSource({"1, 100", "2, 1"})
  void groupsFarApartWithDuplicatesConverge(int power, float apart) {
    LatentPoints noise = Points.random(20_000, 2, 3);
    float[] mu = new float[40_000];
    for (int i = 0; i < mu.length; i++) {
      mu[i] = .01f * noise.mu()[i] + apart * (i / 2 % 4);
    }
    for (int group = 0; group < 4; group++) {
      System.arraycopy(mu, 2 * group, mu, 2 * (group + 4), 2);
    }
    LatentPoints points = Points.unitVariance(2, mu);
    int[] landmarks = IntStream.range(0, 60).toArray();
    DistanceTable table = DirectDistances.table(points, landmarks, Metric.EUCLIDEAN);
    Clustering found =
        SpreadPam.run(new TableParts(table, 3), new int[] {0, 1, 2, 3}, power, 60, 256, l -> {});
    assertTrue(found.converged(), found.swaps() + " swaps");
    assertEquals(
        found.loss(),
        FasterPam.run(table, new int[] {0, 1, 2, 3}, power, 60, l -> {}).loss(),
        .01 * found.loss());
  }

  /**
   * The larger the table, the less one local minimum differs from another: on geodesic tables of
   * 8,000 real points every start measured was within a quarter of a percent.
   */
  @Test
  void onALargerTableNoStartEndsFarFromOneProcess() {
    DistanceTable table = geodesic(3000);
    for (int seed = 0; seed < 6; seed++) {
      int[] start = KMedoidsStart.random(table, 80, new SplittableRandom(seed));
      double single = FasterPam.run(table, start, 1, 100, loss -> {}).loss();
      assertEquals(single, run(new TableParts(table, 3), start, 1, 256).loss(), .01 * single);
    }
  }

  /**
   * Both end in local minima, now one better, now the other, by some tenths of a percent: the mean
   * over tables and starts is compared.
   */
  @Test
  void theLossIsThatOfOneProcessWithinHalfAPercent() {
    List<DistanceTable> tables = new ArrayList<>(List.of(geodesic()));
    for (int seed = 0; seed < 3; seed++) {
      tables.add(Tables.of(Points.random(500, 2, seed), 2));
    }
    List<Double> ratios = new ArrayList<>();
    for (int run = 0; run < 64; run++) {
      DistanceTable table = tables.get(run % 4);
      int power = 1 + run / 4 % 2;
      int[] start = KMedoidsStart.plusPlus(table, 20, new SplittableRandom(run));
      Clustering single = FasterPam.run(table, start, power, 100, loss -> {});
      ratios.add(run(new TableParts(table, 3), start, power, 10).loss() / single.loss());
    }
    double mean = ratios.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    assertEquals(1, mean, 0.005);
  }

  @Test
  void noMoreRowsAreFetchedInARoundThanAllowedAndLossesAreTold() {
    DistanceTable table = Tables.of(Points.random(300, 2, 1), 1);
    int[] start = KMedoidsStart.random(table, 20, new SplittableRandom(1));
    Counting parts = new Counting(new TableParts(table, 3));
    List<Double> told = new ArrayList<>();
    Clustering found = SpreadPam.run(parts, start, 1, 500, 5, told::add);
    assertEquals(20, parts.fetched.get(0));
    assertTrue(parts.fetched.subList(1, parts.fetched.size()).stream().allMatch(rows -> rows <= 5));
    // Nothing is fetched in the last round, in which nothing was proposed.
    assertEquals(told.size(), parts.fetched.size());
    assertArrayEquals(
        told.stream().mapToDouble(Double::doubleValue).toArray(), found.lossPerRound());
    assertTrue(told.get(0) < Tables.loss(table, start, 1));
    for (int i = 1; i < told.size() - 1; i++) {
      assertTrue(told.get(i) < told.get(i - 1));
    }
  }

  @Test
  void stoppingEarlyIsNotConvergedAndNothingCanBeDoneWithoutRows() {
    DistanceTable table = Tables.of(Points.random(300, 2, 1), 1);
    int[] start = KMedoidsStart.random(table, 20, new SplittableRandom(1));
    LandmarkRows rows = new TableParts(table, 2);
    assertFalse(SpreadPam.run(rows, start, 1, 1, 5, loss -> {}).converged());
    assertThrows(
        IllegalArgumentException.class, () -> SpreadPam.run(rows, start, 1, 1, 0, loss -> {}));
  }
}
