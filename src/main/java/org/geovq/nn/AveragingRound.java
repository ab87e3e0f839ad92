package org.geovq.nn;

import org.apache.spark.api.java.JavaRDDLike;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;

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
}
