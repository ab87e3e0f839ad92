package org.geovq.nn;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Some of a shard's batches of an epoch, see {@link EpochOrder}. The next one is filled in
 * background while the network computes, in memory that is used again: a batch is good until the
 * one after it is asked for.
 */
final class Batches implements Iterator<MultiDataSet>, AutoCloseable {
  private static final int SLOTS = 2;
  private final Network network;
  private final Shard shard;
  private final Pass pass;
  private final int batchSize;
  private final int[] order;
  private final int end;
  private final Slot[] slots = new Slot[SLOTS];
  private final ExecutorService background;
  private CompletableFuture<MultiDataSet> ahead;
  private int next;

  /**
   * Starts to fill the first one.
   *
   * @param index of the shard among the workers'
   */
  Batches(Network network, Shard shard, int index, Rounds.Steps steps, int batchSize) {
    this.network = network;
    this.shard = shard;
    this.pass = steps.pass();
    this.batchSize = batchSize;
    this.order = EpochOrder.of(shard.size(), steps.epochSteps() * batchSize, pass, index);
    this.next = steps.from();
    this.end = steps.to();
    this.background = Executors.newSingleThreadExecutor(Batches::thread);
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = new Slot();
    }
    fillAhead();
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "batches");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public boolean hasNext() {
    return next < end;
  }

  @Override
  public MultiDataSet next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    MultiDataSet batch = filled();
    next++;
    fillAhead();
    return batch;
  }

  private MultiDataSet filled() {
    try {
      return ahead.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void fillAhead() {
    int batch = next;
    if (batch < end) {
      ahead =
          CompletableFuture.supplyAsync(
              () -> slots[batch % SLOTS].fill(batch * batchSize), background);
    }
  }

  /** Ends the filling and frees the memory. */
  @Override
  public void close() {
    background.shutdown();
    // Not to be freed while it is written.
    ahead.handle((batch, error) -> batch).join();
    for (Slot slot : slots) {
      slot.free();
    }
  }

  /** The memory of one batch. */
  private final class Slot {
    private final float[] input;
    private final float[] condition;
    private final INDArray x;
    private final INDArray y;
    private final int inputLength;

    Slot() {
      x = Nd4j.create(Network.TYPE, Ops.batchShape(batchSize, network.inputShape()));
      y = Nd4j.create(Network.TYPE, batchSize, network.conditions());
      inputLength = Math.toIntExact(x.length() / batchSize);
      input = new float[Math.toIntExact(x.length())];
      condition = new float[Math.toIntExact(y.length())];
    }

    MultiDataSet fill(int from) {
      int conditions = network.conditions();
      for (int i = 0; i < batchSize; i++) {
        shard.fill(order[from + i], pass, input, i * inputLength, condition, i * conditions);
      }
      x.data().setData(input);
      y.data().setData(condition);
      return new org.nd4j.linalg.dataset.MultiDataSet(x, y);
    }

    void free() {
      x.close();
      y.close();
    }
  }
}
