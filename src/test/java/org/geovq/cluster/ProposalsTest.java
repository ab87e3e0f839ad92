package org.geovq.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.geovq.graph.Points;
import org.junit.jupiter.api.Test;

class ProposalsTest {
  private static List<Swap> of(DistanceTable table, int most, int... medoids) {
    float[][] distances = new float[medoids.length][];
    for (int i = 0; i < medoids.length; i++) {
      distances[i] = table.rows()[medoids[i]];
    }
    ServedNodes state = new Medoids(medoids, distances, 1).served();
    return Proposals.of(
        state,
        IntStream.range(0, table.rows().length)
            .mapToObj(row -> new LandmarkRow(row, table.rows()[row]))
            .iterator(),
        most);
  }

  /**
   * 0, 1, 2 and 10, 11, 12 served by 0 and 12: loss 3 + 3. A middle, 1 or 11, gains 1; nothing else
   * gains.
   */
  @Test
  void theBestOfEveryMedoidIsProposedTheFirstOfEquals() {
    DistanceTable table = Tables.of(Points.unitVariance(1, 0, 1, 2, 10, 11, 12), 1);
    List<Swap> both = List.of(new Swap(1, 0, 1), new Swap(4, 1, 1));
    assertEquals(both, of(table, 9, 0, 5));
    assertEquals(both.subList(0, 1), of(table, 1, 0, 5));
    assertEquals(List.of(), of(table, 9, 1, 4));
  }

  @Test
  void mergingKeepsTheBestOfEachMedoidInTheOrderOfGains() {
    Swap a = new Swap(3, 0, 2);
    Swap better = new Swap(7, 0, 3);
    Swap equal = new Swap(5, 1, 3);
    Swap other = new Swap(2, 2, 1);
    assertEquals(
        List.of(equal, better, other), Proposals.merge(List.of(a, other, better, equal), 9));
    assertEquals(List.of(equal, better), Proposals.merge(List.of(better, equal, a, other), 2));
  }
}
