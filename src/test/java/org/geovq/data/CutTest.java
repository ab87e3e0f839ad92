package org.geovq.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class CutTest {
  @Test
  void rangesMeetAndDifferByOne() {
    assertEquals(
        List.of(new Cut.Range(0, 4), new Cut.Range(4, 7), new Cut.Range(7, 10)), Cut.evenly(10, 3));
  }

  @Test
  void noRangeIsEmpty() {
    assertEquals(List.of(new Cut.Range(0, 1), new Cut.Range(1, 2)), Cut.evenly(2, 5));
    assertEquals(List.of(), Cut.evenly(0, 5));
  }
}
