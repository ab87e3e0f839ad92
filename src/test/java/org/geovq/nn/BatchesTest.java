package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.NoSuchElementException;
import org.geovq.model.GatedPixelCnn;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.api.MultiDataSet;

class BatchesTest {
  private static final int BATCH = 4;
  private static final Network TWO_NUMBERS = new GatedPixelCnn(2, 1, 2, 1, 1, 0);

  @BeforeAll
  static void chooseKernels() {
    Kernels.choose();
  }

  /** An example is its row and the number of the epoch; its condition is minus the row. */
  private record Rows(int size) implements Shard {
    private static final long serialVersionUID = 1;

    @Override
    public void fill(
        int row, Pass pass, float[] input, int inputAt, float[] conditions, int conditionsAt) {
      input[inputAt] = row;
      input[inputAt + 1] = pass.epoch();
      conditions[conditionsAt] = -row;
    }
  }

  private static int[] rows(int size, int index, long seed, int epoch, int from, int to) {
    Batches batches =
        new Batches(TWO_NUMBERS, new Rows(size), index, new Pass(seed, epoch, 0), BATCH, from, to);
    int[] rows = new int[(to - from) * BATCH];
    for (int b = 0; b < to - from; b++) {
      MultiDataSet batch = batches.next();
      assertArrayEquals(new long[] {BATCH, 2}, batch.getFeatures(0).shape());
      assertArrayEquals(new long[] {BATCH, 1}, batch.getLabels(0).shape());
      for (int i = 0; i < BATCH; i++) {
        rows[b * BATCH + i] = batch.getFeatures(0).getInt(i, 0);
        assertEquals(epoch, batch.getFeatures(0).getInt(i, 1));
        assertEquals(-rows[b * BATCH + i], batch.getLabels(0).getInt(i, 0));
      }
    }
    assertFalse(batches.hasNext());
    assertThrows(NoSuchElementException.class, batches::next);
    return rows;
  }

  @Test
  void anEpochVisitsEveryExampleOnce() {
    int[] rows = rows(40, 0, 1, 1, 0, 10);
    Arrays.sort(rows);
    for (int i = 0; i < 40; i++) {
      assertEquals(i, rows[i]);
    }
  }

  @Test
  void whatFillsNoBatchIsLeftOutAndDiffersByEpoch() {
    int[] first = rows(43, 0, 1, 1, 0, 10);
    assertEquals(40, Arrays.stream(first).distinct().count());
    int[] second = rows(43, 0, 1, 2, 0, 10);
    Arrays.sort(first);
    Arrays.sort(second);
    assertFalse(Arrays.equals(first, second));
  }

  @Test
  void partsOfAnEpochAreTheEpoch() {
    int[] whole = rows(40, 0, 1, 1, 0, 10);
    assertArrayEquals(Arrays.copyOfRange(whole, 0, 12), rows(40, 0, 1, 1, 0, 3));
    assertArrayEquals(Arrays.copyOfRange(whole, 12, 40), rows(40, 0, 1, 1, 3, 10));
  }

  @Test
  void orderHangsOnSeedEpochAndShard() {
    int[] order = rows(40, 0, 1, 1, 0, 10);
    assertArrayEquals(order, rows(40, 0, 1, 1, 0, 10));
    assertFalse(Arrays.equals(order, rows(40, 0, 2, 1, 0, 10)));
    assertFalse(Arrays.equals(order, rows(40, 0, 1, 2, 0, 10)));
    assertFalse(Arrays.equals(order, rows(40, 1, 1, 1, 0, 10)));
  }
}
