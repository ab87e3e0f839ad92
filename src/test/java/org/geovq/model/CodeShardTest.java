package org.geovq.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.geovq.nn.Pass;
import org.junit.jupiter.api.Test;

class CodeShardTest {
  private static final CodeShard SHARD = shard(0);

  private static CodeShard shard(int classes) {
    return CodeShard.of(
        classes,
        new long[] {30, -10, 20},
        List.of(new int[] {1, 2, 3}, new int[] {4, 5, 6}, new int[] {7, 8, 511}),
        new int[] {9, 0, 3});
  }

  @Test
  void gridsAndLabelsAreInTheOrderOfTheirIds() {
    assertEquals(3, SHARD.size());
    assertArrayEquals(new int[] {4, 5, 6, 7, 8, 511, 1, 2, 3}, SHARD.codes());
    assertArrayEquals(new int[] {0, 3, 9}, SHARD.labels());
    assertArrayEquals(new int[] {7, 8, 511}, SHARD.grids().get(1));
  }

  @Test
  void anExampleIsWrittenInItsPlaceAlone() {
    float[] input = {9, 9, 9, 9, 9};
    SHARD.fill(1, new Pass(1, 1, 0), input, 1, new float[1], 0);
    assertArrayEquals(new float[] {9, 7, 8, 511, 9}, input);
  }

  @Test
  void theLabelFollowsTheCodesIfThePriorIsConditional() {
    float[] input = {-9, -9, -9, -9, -9, -9};
    shard(10).fill(2, new Pass(1, 1, 0), input, 1, new float[1], 0);
    assertArrayEquals(new float[] {-9, 1, 2, 3, 9, -9}, input);
  }

  @Test
  void aShardMayBeEmpty() {
    assertEquals(0, CodeShard.of(0, new long[0], List.of(), new int[0]).size());
  }
}
