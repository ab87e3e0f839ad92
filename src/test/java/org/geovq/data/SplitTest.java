package org.geovq.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SplitTest {
  @Test
  void namesLeadBackToTheirSplit() {
    for (Split split : Split.values()) {
      assertEquals(split, Split.of(split.configName()));
    }
    assertEquals("validation", Split.VALIDATION.configName());
  }

  @Test
  void unknownNameIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Split.of("TRAIN"));
  }
}
