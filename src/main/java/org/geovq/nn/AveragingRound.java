package org.geovq.nn;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.Partitioner;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaRDDLike;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.TaskFailureListener;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingResult;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingWorker;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import scala.Tuple2;

/**
 * DL4J's parameter averaging for data that holds exactly one round. What differs from the stock
 * master: the data is neither counted nor split, as the number of batches is known; workers keep
 * their models; states travel as plain arrays; they are added up in the workers' order, whichever
 * is done first; and a loss that is no number comes back as a result, since Spark would try a task
 * that throws again.
 */
final class AveragingRound extends ParameterAveragingTrainingMaster {
  /** So many results come to the driver as they are; more are first added up in groups. */
  private static final int DIRECT = 4;

  private final Job job;
  private final Broadcast<ModelState> start;
  private final Rounds.Steps steps;
  private final int batches;
  private RoundSum sum;

  /**
   * A training, as its workers know it.
   *
   * @param id of the training
   */
  record Job(
      String id, Broadcast<ComputationGraphConfiguration> configuration, int workers, int batchSize)
      implements Serializable {}

  AveragingRound(Job job, Broadcast<ModelState> start, Rounds.Steps steps) {
    super(
        new Builder(job.workers(), job.batchSize())
            .batchSizePerWorker(job.batchSize())
            .averagingFrequency(steps.to() - steps.from())
            .workerPrefetchNumBatches(0)
            .saveUpdater(true)
            .rngSeed(steps.pass().seed())
            .storageLevel(null)
            .repartionData(Repartition.Never)
            .rddTrainingApproach(RDDTrainingApproach.Direct));
    this.job = job;
    this.start = start;
    this.steps = steps;
    this.batches = job.workers() * (steps.to() - steps.from());
  }

  /** The average, after the training on this round's data. */
  Round result() {
    return sum.average();
  }

  @Override
  protected <T, R extends JavaRDDLike<T, R>> long getTotalDataSetObjectCount(
      JavaRDDLike<T, R> data) {
    return batches;
  }

  @Override
  public ParameterAveragingTrainingWorker getWorkerInstance(SparkComputationGraph graph) {
    return new Worker(job, start, steps);
  }

  @Override
  protected void processResults(
      SparkDl4jMultiLayer none,
      SparkComputationGraph graph,
      JavaRDD<ParameterAveragingTrainingResult> results,
      int split,
      int splits) {
    JavaRDD<RoundSum> sums = results.map(result -> ((Result) result).sum);
    sum = RoundSum.of((job.workers() > DIRECT ? grouped(sums) : sums).collect());
  }

  /** Adds up in about as many groups as each has workers, in the workers' order. */
  private static JavaRDD<RoundSum> grouped(JavaRDD<RoundSum> sums) {
    int groups = (int) Math.ceil(Math.sqrt(sums.getNumPartitions()));
    return sums.mapToPair(sum -> new Tuple2<>(TaskContext.getPartitionId(), sum))
        .partitionBy(new Groups(groups, sums.getNumPartitions()))
        .mapPartitions(
            part -> {
              List<Tuple2<Integer, RoundSum>> group = new ArrayList<>();
              part.forEachRemaining(group::add);
              group.sort(Comparator.comparing(Tuple2::_1));
              return List.of(RoundSum.of(group.stream().map(Tuple2::_2).toList())).iterator();
            });
  }

  /** Neighbours go together. */
  private static final class Groups extends Partitioner {
    private static final long serialVersionUID = 1;
    private final int groups;
    private final int workers;

    Groups(int groups, int workers) {
      this.groups = groups;
      this.workers = workers;
    }

    @Override
    public int numPartitions() {
      return groups;
    }

    @Override
    public int getPartition(Object worker) {
      return (int) ((long) (Integer) worker * groups / workers);
    }
  }

  /** What DL4J passes on from the steps to the averaging, within a task. */
  private static final class Result extends ParameterAveragingTrainingResult {
    private final RoundSum sum;

    Result(RoundSum sum) {
      super(null, null, sum.loss(), null, null, null);
      this.sum = sum;
    }
  }

  /** Makes the steps of one worker. */
  private static final class Worker extends ParameterAveragingTrainingWorker {
    private static final long serialVersionUID = 1;
    private final Job job;
    private final Broadcast<ModelState> start;
    private final Rounds.Steps steps;
    private transient WorkerModel model;
    private transient WorkerRound round;

    Worker(Job job, Broadcast<ModelState> start, Rounds.Steps steps) {
      super(
          null,
          true,
          new WorkerConfiguration(
              true, job.batchSize(), job.batchSize(), steps.to() - steps.from(), 0, false),
          null,
          null,
          null);
      this.job = job;
      this.start = start;
      this.steps = steps;
    }

    @Override
    public ComputationGraph getInitialModelGraph() {
      model = WorkerModel.borrow(job.id(), () -> job.configuration().value());
      TaskContext.get()
          .addTaskFailureListener((TaskFailureListener) (task, error) -> freeUnlessGivenBack());
      int worker = TaskContext.getPartitionId();
      round = new WorkerRound(model, start.value(), worker, steps.from(), steps.watched());
      return model.graph();
    }

    @Override
    public ParameterAveragingTrainingResult processMinibatch(
        MultiDataSet batch, ComputationGraph graph, boolean isLast) {
      boolean goesOn = round.step(batch);
      return goesOn && !isLast ? null : getFinalResult(graph);
    }

    @Override
    public ParameterAveragingTrainingResult getFinalResult(ComputationGraph graph) {
      Result result = new Result(round.sum());
      model.giveBack();
      model = null;
      return result;
    }

    /** The task will be tried again, maybe here, with another model. */
    private void freeUnlessGivenBack() {
      if (model != null) {
        model.close();
      }
    }
  }
}
