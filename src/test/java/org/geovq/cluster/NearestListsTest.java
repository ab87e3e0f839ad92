package org.geovq.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NearestListsTest {
  private static final int NODES = 50;

  /** Few different distances, so that there are ties. */
  private static float[] row(SplittableRandom random) {
    float[] row = new float[NODES];
    for (int node = 0; node < NODES; node++) {
      row[node] = random.nextInt(12);
    }
    return row;
  }

  /** Many more medoids go than a list is long. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 30})
  void nearestAndSecondNearestAreThoseOfAllMedoidsHoweverManyWent(int medoids) {
    SplittableRandom random = new SplittableRandom(medoids);
    float[][] rows = new float[medoids][];
    for (int i = 0; i < medoids; i++) {
      rows[i] = row(random);
    }
    NearestLists lists = new NearestLists(NODES, medoids);
    lists.findAll(rows);
    for (int swap = 0; swap < 300; swap++) {
      int medoid = random.nextInt(medoids);
      float[] old = rows[medoid];
      rows[medoid] = row(random);
      lists.replace(medoid, rows, old);
      for (int node = 0; node < NODES; node++) {
        assertServed(rows, node, lists);
      }
    }
  }

  private static void assertServed(float[][] rows, int node, NearestLists lists) {
    float first = Float.POSITIVE_INFINITY;
    float second = Float.POSITIVE_INFINITY;
    for (float[] row : rows) {
      second = Math.min(second, Math.max(first, row[node]));
      first = Math.min(first, row[node]);
    }
    assertEquals(first, lists.first()[node]);
    assertEquals(second, lists.second()[node]);
    assertEquals(first, rows[lists.nearest()[node]][node]);
  }
}
