package org.geovq.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class PositionUsageTest {
  /** Frequencies 1/2, 1/4, 1/4 are 1.5 bits; one code is 0 bits; four evenly are 2 bits. */
  @Test
  void eachPositionHasItsOwnFrequencies() {
    PositionUsage usage = PositionUsage.of(new long[][] {{2, 0, 1, 1}, {0, 9, 0, 0}, {3, 3, 3, 3}});
    assertArrayEquals(new int[] {3, 1, 4}, usage.used());
    assertArrayEquals(new double[] {Math.pow(2, 1.5), 1, 4}, usage.usagePerplexity(), 1e-12);
  }

  @Test
  void refusesAPositionWithoutCodes() {
    assertThrows(
        IllegalArgumentException.class, () -> PositionUsage.of(new long[][] {{1, 2}, {0, 0}}));
  }
}
