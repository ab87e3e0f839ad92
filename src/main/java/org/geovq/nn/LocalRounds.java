package org.geovq.nn;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.util.SizeEstimator;
import org.geovq.UserError;

/**
 * Rounds of training in this process by one worker that has all examples, each operation on all
 * threads.
 */
final class LocalRounds implements Rounds {
  private final Network network;
  private final Shard shard;
  private final WorkerModel model;
  private final int batchSize;

  /** Takes the model over. */
  LocalRounds(Network network, Shard shard, WorkerModel model, int batchSize) {
    this.network = network;
    this.shard = shard;
    this.model = model;
    this.batchSize = batchSize;
  }

  /**
   * Brings the only shard here.
   *
   * @param name of the training
   * @throws UserError if it takes more than half of the heap
   */
  static <S extends Shard> Shard fetch(String name, JavaRDD<S> shards) {
    if (shards.getNumPartitions() != 1) {
      throw new IllegalArgumentException(shards.getNumPartitions() + " shards for one worker");
    }
    long bytes = shards.map(shard -> SizeEstimator.estimate(shard)).first();
    long room = Runtime.getRuntime().maxMemory() / 2;
    if (bytes > room) {
      throw new UserError(
          "%s.mode = local: the training examples take %,d MiB, more than half of the driver's heap, %,d MiB: train with"
              + " mode = spark, or give more memory (GEOVQ_HEAP).",
          name, bytes >> 20, room >> 20);
    }
    Shard shard = shards.first();
    shards.unpersist();
    return shard;
  }

  @Override
  public int workers() {
    return 1;
  }

  @Override
  public int updaterLength() {
    return model.updaterLength();
  }

  @Override
  public Round run(Steps steps, ModelState start) {
    return NativeThreads.use(
        Runtime.getRuntime().availableProcessors(), () -> runHere(steps, start));
  }

  private Round runHere(Steps steps, ModelState start) {
    WorkerRound round = new WorkerRound(model, start, 0, steps.from(), steps.watched());
    try (Batches batches = new Batches(network, shard, 0, steps, batchSize)) {
      boolean goesOn = true;
      while (goesOn && batches.hasNext()) {
        goesOn = round.step(batches.next());
      }
    }
    return round.sum().average();
  }

  @Override
  public void close() {
    model.close();
  }
}
