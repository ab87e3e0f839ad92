package org.geovq.nn;

import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.TaskCompletionListener;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.geovq.nn.AveragingRound.Job;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Rounds of training by Deeplearning4j Spark, one job each; their results are averaged. */
final class SparkRounds<S extends Shard> implements Rounds {
  private final JavaSparkContext spark;
  private final JavaRDD<S> shards;
  private final Network network;
  private final WorkerModel model;
  private final Job job;

  /**
   * @param model for DL4J's configuration of it; taken over
   */
  SparkRounds(
      JavaSparkContext spark,
      JavaRDD<S> shards,
      Network network,
      WorkerModel model,
      int batchSize) {
    this.spark = spark;
    this.shards = shards;
    this.network = network;
    this.model = model;
    Broadcast<ComputationGraphConfiguration> configuration =
        spark.broadcast(model.graph().getConfiguration());
    this.job = new Job(model.training(), configuration, shards.getNumPartitions(), batchSize);
  }

  @Override
  public int workers() {
    return job.workers();
  }

  @Override
  public int updaterLength() {
    return model.updaterLength();
  }

  @Override
  public Round run(Steps steps, ModelState start) {
    Network net = network;
    int batchSize = job.batchSize();
    JavaRDD<MultiDataSet> batches =
        shards.mapPartitionsWithIndex(
            (index, shard) -> {
              Batches made = new Batches(net, shard.next(), index, steps, batchSize);
              TaskContext.get()
                  .addTaskCompletionListener((TaskCompletionListener) task -> made.close());
              return made;
            },
            true);
    Broadcast<ModelState> shared = spark.broadcast(start);
    AveragingRound round = new AveragingRound(job, shared, steps);
    new SparkComputationGraph(spark, model.graph(), round).fitMultiDataSet(batches);
    shared.destroy();
    return round.result();
  }

  /** Frees what the executors keep, where this training's last tasks would have run. */
  @Override
  public void close() {
    shards.foreachPartition(shard -> WorkerModel.freeIdle());
    job.configuration().destroy();
    model.close();
  }
}
