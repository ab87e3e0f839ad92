package org.geovq.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CodeUsageTest {
  /** Frequencies 1/2, 1/4, 1/8, 1/8: entropy 1/2 + 2/4 + 3/8 + 3/8 = 1.75 bits. */
  @Test
  void entropyOfPowersOfTwo() {
    CodeUsage usage = CodeUsage.of(new long[] {0, 4, 2, 1, 0, 1}, 49);
    assertEquals(6, usage.size());
    assertEquals(4, usage.used());
    assertEquals(Math.pow(2, 1.75), usage.usagePerplexity(), 1e-12);
    assertEquals(.5, usage.topShare());
    assertEquals(1.75, usage.bitsPerPosition(), 1e-12);
    assertEquals(49 * 1.75, usage.bitsPerImage(), 1e-10);
  }

  @Test
  void evenUseHasThePerplexityOfTheSize() {
    long[] counts = new long[512];
    Arrays.fill(counts, 1L << 50);
    CodeUsage usage = CodeUsage.of(counts, 49);
    assertEquals(512, usage.usagePerplexity(), 1e-9);
    assertEquals(441, usage.bitsPerImage(), 1e-9);
  }

  @Test
  void collapsedCodebookCostsNothing() {
    assertEquals(new CodeUsage(3, 1, 1, 1, 0, 0), CodeUsage.of(new long[] {0, 9, 0}, 49));
  }

  @Test
  void countsCodesOfImages() {
    long[] counts = new long[3];
    CodeUsage.count(new int[] {0, 2, 2}, counts);
    CodeUsage.count(new int[] {2, 0, 2}, counts);
    assertArrayEquals(new long[] {2, 0, 4}, counts);
  }

  @Test
  void refusesWhatCannotBe() {
    long[] counts = new long[3];
    assertThrows(IllegalArgumentException.class, () -> CodeUsage.count(new int[] {3}, counts));
    assertThrows(IllegalArgumentException.class, () -> CodeUsage.count(new int[] {-1}, counts));
    assertThrows(IllegalArgumentException.class, () -> CodeUsage.of(counts, 49));
    assertThrows(IllegalArgumentException.class, () -> CodeUsage.of(new long[] {2, -1}, 49));
    assertThrows(IllegalArgumentException.class, () -> CodeUsage.of(new long[] {1}, 0));
  }
}
