package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.geovq.model.GatedPixelCnn;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
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

  private static Rounds.Steps steps(Pass pass, int from, int to, int epochSteps) {
    return new Rounds.Steps("test", pass, from, to, epochSteps, false);
  }

  private static int[] rows(int size, int index, long seed, int epoch, int from, int to) {
    Rounds.Steps steps = steps(new Pass(seed, epoch, 0), from, to, size / BATCH);
    try (Batches batches = new Batches(TWO_NUMBERS, new Rows(size), index, steps, BATCH)) {
      return rows(batches, epoch, to - from);
    }
  }

  private static int[] rows(Batches batches, int epoch, int count) {
    int[] rows = new int[count * BATCH];
    for (int b = 0; b < count; b++) {
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

  /** 43 rows, 40 used: after 43 epochs each of them has been left out three times. */
  @Test
  void whatFillsNoBatchIsLeftOutInTurns() {
    int[] seen = new int[43];
    int[] before = new int[0];
    for (int epoch = 1; epoch <= 43; epoch++) {
      int[] rows = rows(43, 0, 1, epoch, 0, 10);
      assertEquals(40, Arrays.stream(rows).distinct().count());
      for (int row : rows) {
        seen[row]++;
      }
      if (epoch % 14 == 0) {
        int[] sorted = Arrays.stream(seen).sorted().toArray();
        assertTrue(sorted[42] - sorted[0] <= 1, "epoch " + epoch + ": " + Arrays.toString(sorted));
      }
      assertFalse(Arrays.equals(before, rows));
      before = rows;
    }
    assertArrayEquals(filled(43, 40), seen);
  }

  private static int[] filled(int length, int value) {
    int[] array = new int[length];
    Arrays.fill(array, value);
    return array;
  }

  /**
   * The second batch is there before it is asked for, and the third takes the memory of the first.
   */
  @Test
  void batchesAreFilledAheadInMemoryThatIsUsedAgain() throws InterruptedException {
    CountDownLatch filled = new CountDownLatch(2 * BATCH);
    Shard counting = new Counting(40, filled);
    Rounds.Steps steps = steps(new Pass(1, 1, 0), 0, 4, 10);
    try (Batches batches = new Batches(TWO_NUMBERS, counting, 0, steps, BATCH)) {
      MultiDataSet first = batches.next();
      assertTrue(filled.await(30, TimeUnit.SECONDS), "nothing is filled ahead");
      MultiDataSet second = batches.next();
      assertNotSame(first.getFeatures(0), second.getFeatures(0));
      assertSame(first.getFeatures(0), batches.next().getFeatures(0));
    }
  }

  private record Counting(int size, CountDownLatch filled) implements Shard {
    private static final long serialVersionUID = 1;

    @Override
    public void fill(
        int row, Pass pass, float[] input, int inputAt, float[] conditions, int conditionsAt) {
      filled.countDown();
    }
  }

  /** As when a task is killed. */
  @Test
  void closedInTheMiddleAllMemoryIsFreed() {
    Rounds.Steps steps = steps(new Pass(1, 1, 0), 0, 10, 10);
    Batches batches = new Batches(TWO_NUMBERS, new Rows(40), 0, steps, BATCH);
    INDArray input = batches.next().getFeatures(0);
    batches.close();
    assertTrue(input.wasClosed());
  }

  private record Failing(int size) implements Shard {
    private static final long serialVersionUID = 1;

    @Override
    public void fill(
        int row, Pass pass, float[] input, int inputAt, float[] conditions, int conditionsAt) {
      throw new IllegalStateException("row " + row);
    }
  }

  @Test
  void whatGoesWrongInBackgroundIsThrownAtWhoAsks() {
    Rounds.Steps steps = steps(new Pass(1, 1, 0), 0, 10, 10);
    try (Batches batches = new Batches(TWO_NUMBERS, new Failing(40), 0, steps, BATCH)) {
      assertThrows(IllegalStateException.class, batches::next);
    }
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
