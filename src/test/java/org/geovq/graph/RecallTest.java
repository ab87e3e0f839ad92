package org.geovq.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RecallTest {
  /** Of the first query one of two is too far, of the second both are as near as the true ones. */
  @Test
  void countsWhatIsNoFartherThanTheLastTrueNeighbour() {
    Neighbours exact = new Neighbours(2, new int[] {1, 2, 3, 4}, new float[] {1, 2, 3, 3});
    Neighbours found = new Neighbours(2, new int[] {1, 5, 4, 6}, new float[] {1, 2.5f, 3, 3});
    assertEquals(0.75, Recall.measure(found, exact));
    assertEquals(1, Recall.measure(exact, exact));
  }

  @Test
  void neighboursOfOtherQueriesAreRefused() {
    Neighbours two = new Neighbours(1, new int[2], new float[2]);
    Neighbours pair = new Neighbours(2, new int[2], new float[2]);
    assertThrows(IllegalArgumentException.class, () -> Recall.measure(two, pair));
  }
}
