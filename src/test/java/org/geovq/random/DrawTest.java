package org.geovq.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrawTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 1000})
  void aPermutationHoldsEveryNumberOnce(int n) {
    int[] order = Draw.permutation(n, 1, "order", 2);
    Arrays.sort(order);
    for (int i = 0; i < n; i++) {
      assertEquals(i, order[i]);
    }
    assertEquals(n, order.length);
  }

  @Test
  void aDrawHangsOnSeedPurposeAndIdAlone() {
    int[] order = Draw.permutation(50, 1, "order", 2);
    assertArrayEquals(order, Draw.permutation(50, 1, "order", 2));
    assertFalse(Arrays.equals(order, Draw.permutation(50, 2, "order", 2)));
    assertFalse(Arrays.equals(order, Draw.permutation(50, 1, "orders", 2)));
    assertFalse(Arrays.equals(order, Draw.permutation(50, 1, "order", 3)));
    assertEquals(
        Draw.generator(1, "noise", 2).nextLong(), Draw.generator(1, "noise", 2).nextLong());
  }

  /** Seed and id are not interchangeable, and neighbours do not meet. */
  @Test
  void hashesOfNeighboursDiffer() {
    Set<Long> hashes = new HashSet<>();
    for (long seed = -50; seed < 50; seed++) {
      for (long id = -50; id < 50; id++) {
        hashes.add(Draw.hash(seed, "a", id));
        hashes.add(Draw.hash(seed, "b", id));
      }
    }
    assertEquals(20_000, hashes.size());
  }

  /**
   * Each of 64 bits flips with probability 1/2: over 2,000 ids 32 +- 4 / sqrt(2,000) on average.
   */
  @Test
  void consecutiveIdsDifferInHalfOfTheBits() {
    long flipped = 0;
    for (long id = 0; id < 2000; id++) {
      flipped += Long.bitCount(Draw.hash(7, "bits", id) ^ Draw.hash(7, "bits", id + 1));
    }
    assertEquals(32, flipped / 2000.0, 0.5);
  }

  /**
   * First draws of generators of 10,000 ids in 10 bins; chi-square with 9 degrees: 27.9 at 0.1 %.
   */
  @Test
  void firstDrawsOfConsecutiveIdsAreUniform() {
    int[] bins = new int[10];
    for (long id = 0; id < 10_000; id++) {
      bins[(int) (10 * Draw.generator(3, "uniform", id).nextDouble())]++;
    }
    double chiSquare = Arrays.stream(bins).mapToDouble(n -> (n - 1000.0) * (n - 1000) / 1000).sum();
    assertTrue(chiSquare < 27.9, "chi-square " + chiSquare);
  }

  /** 24 permutations of four things, 6,000 draws; chi-square with 23 degrees: 49.7 at 0.1 %. */
  @Test
  void permutationsAreEquallyLikely() {
    int[] counts = new int[256];
    for (long id = 0; id < 6000; id++) {
      int key = 0;
      for (int i : Draw.permutation(4, 3, "permutation", id)) {
        key = 4 * key + i;
      }
      counts[key]++;
    }
    int[] drawn = Arrays.stream(counts).filter(n -> n > 0).toArray();
    assertEquals(24, drawn.length);
    double chiSquare = Arrays.stream(drawn).mapToDouble(n -> (n - 250.0) * (n - 250) / 250).sum();
    assertTrue(chiSquare < 49.7, "chi-square " + chiSquare);
  }
}
