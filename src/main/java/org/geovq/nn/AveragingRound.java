package org.geovq.nn;

import org.apache.spark.api.java.JavaRDDLike;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingWorker;

/**
 * DL4J's parameter averaging for data that holds exactly one round. The stock master counts the
 * data first and scans all of it for each split; here the count is known, there is one split, and
 * the batches are made by the worker that trains on them.
 */
final class AveragingRound extends ParameterAveragingTrainingMaster {
  private final int batches;

  AveragingRound(int workers, int batchSize, int batchesPerWorker, long seed) {
    super(
        new Builder(workers, batchSize)
            .batchSizePerWorker(batchSize)
            .averagingFrequency(batchesPerWorker)
            .workerPrefetchNumBatches(2)
            .saveUpdater(true)
            .rngSeed(seed)
            .storageLevel(null)
            .repartionData(Repartition.Never)
            .rddTrainingApproach(RDDTrainingApproach.Direct));
    this.batches = workers * batchesPerWorker;
  }

  @Override
  protected <T, R extends JavaRDDLike<T, R>> long getTotalDataSetObjectCount(
      JavaRDDLike<T, R> data) {
    return batches;
  }

  @Override
  public ParameterAveragingTrainingWorker getWorkerInstance(SparkComputationGraph graph) {
    ComputationGraph model = graph.getNetwork();
    NetBroadcastTuple state =
        new NetBroadcastTuple(
            model.getConfiguration(), model.params(), model.getUpdater().getStateViewArray());
    return new Worker(
        graph.getSparkContext().broadcast(state),
        new WorkerConfiguration(
            true,
            rddDataSetNumExamples,
            batchSizePerWorker,
            averagingFrequency,
            prefetchNumBatches,
            false),
        model.getConfiguration().getIterationCount());
  }

  /**
   * The stock worker copies the configuration and loses the number of steps so far with it: step
   * size and Adam's correction would begin anew in every round.
   */
  private static final class Worker extends ParameterAveragingTrainingWorker {
    private static final long serialVersionUID = 1;
    private final int iterations;

    Worker(Broadcast<NetBroadcastTuple> state, WorkerConfiguration configuration, int iterations) {
      super(state, true, configuration, null, null, null);
      this.iterations = iterations;
    }

    @Override
    public ComputationGraph getInitialModelGraph() {
      ComputationGraph model = super.getInitialModelGraph();
      model.getConfiguration().setIterationCount(iterations);
      return model;
    }
  }
}
