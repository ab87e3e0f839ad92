package org.geovq.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrawTest {

  @Test
  void permutationHoldsEveryNumberOnce() {
    for (int n : new int[] {0, 1, 2, 7, 1_000}) {
      int[] sorted = Draw.permutation(n, 1, "order", 2);
      Arrays.sort(sorted);
      assertArrayEquals(IntStream.range(0, n).toArray(), sorted);
    }
  }

  /** 24,000 draws of the 24 orders of 4: 1,000 each, standard deviation 31. */
  @Test
  void permutationsAreEquallyLikely() {
    int[] counts = new int[256];
    for (int id = 0; id < 24_000; id++) {
      int[] order = Draw.permutation(4, 5, "order", id);
      counts[order[0] * 64 + order[1] * 16 + order[2] * 4 + order[3]]++;
    }
    int[] seen = Arrays.stream(counts).filter(count -> count > 0).toArray();
    assertEquals(24, seen.length);
    assertTrue(Arrays.stream(seen).allMatch(count -> Math.abs(count - 1_000) < 155));
  }

  @Test
  void theSameArgumentsGiveTheSameDraws() {
    assertEquals(Draw.hash(1, "noise", 7), Draw.hash(1, "noise", 7));
    assertEquals(
        Draw.generator(1, "noise", 7).nextLong(), Draw.generator(1, "noise", 7).nextLong());
    assertArrayEquals(Draw.permutation(50, 1, "a", 7), Draw.permutation(50, 1, "a", 7));
  }

  @Test
  void seedPurposeAndIdAllMatter() {
    Set<Long> hashes = new HashSet<>();
    for (long seed = -5; seed < 5; seed++) {
      for (String purpose : new String[] {"", "a", "b", "ab", "ba"}) {
        for (long id = -50; id < 50; id++) {
          assertTrue(hashes.add(Draw.hash(seed, purpose, id)), seed + purpose + id);
        }
      }
    }
    assertFalse(Arrays.equals(Draw.permutation(50, 1, "a", 7), Draw.permutation(50, 1, "a", 8)));
  }

  /** Each of 64 bits is set in half of 4,096 hashes, standard deviation 32. */
  @Test
  void everyBitOfNeighbouringIdsIsBalanced() {
    int[] set = new int[64];
    for (int id = 0; id < 4_096; id++) {
      long hash = Draw.hash(0, "bits", id);
      for (int bit = 0; bit < 64; bit++) {
        set[bit] += (int) (hash >>> bit & 1);
      }
    }
    assertTrue(Arrays.stream(set).allMatch(count -> Math.abs(count - 2_048) < 160));
  }
}
