package org.geovq.nn;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.geovq.random.Draw;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Some of a shard's batches of an epoch, made when they are asked for. An epoch goes once through a
 * permutation of the shard that is drawn anew each time; a last batch that is not full is left out,
 * since another size would allocate anew.
 */
final class Batches implements Iterator<MultiDataSet> {
  private final Network network;
  private final Shard shard;
  private final Pass pass;
  private final int batchSize;
  private final int[] order;
  private final int end;
  private int next;

  /**
   * @param index of the shard among the workers'
   * @param from first batch of the epoch, included
   * @param to last batch, excluded
   */
  Batches(Network network, Shard shard, int index, Pass pass, int batchSize, int from, int to) {
    this.network = network;
    this.shard = shard;
    this.pass = pass;
    this.batchSize = batchSize;
    this.order =
        Draw.permutation(shard.size(), pass.seed(), "order of shard " + index, pass.epoch());
    this.next = from;
    this.end = to;
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
    long[] inputShape = Ops.batchShape(batchSize, network.inputShape());
    int inputLength = length(inputShape);
    int conditions = network.conditions();
    float[] input = new float[batchSize * inputLength];
    float[] condition = new float[batchSize * conditions];
    for (int i = 0; i < batchSize; i++) {
      shard.fill(
          order[next * batchSize + i], pass, input, i * inputLength, condition, i * conditions);
    }
    next++;
    INDArray x = Nd4j.createFromArray(input).reshape(inputShape);
    INDArray y = Nd4j.createFromArray(condition).reshape(batchSize, conditions);
    return new org.nd4j.linalg.dataset.MultiDataSet(x, y);
  }

  private int length(long[] batchShape) {
    long n = 1;
    for (int i = 1; i < batchShape.length; i++) {
      n *= batchShape[i];
    }
    return Math.toIntExact(n);
  }
}
