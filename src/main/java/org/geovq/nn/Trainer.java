package org.geovq.nn;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.geovq.UserError;
import org.geovq.config.Settings;
import org.geovq.nn.Checkpoints.Checkpoint;
import org.geovq.nn.Checkpoints.State;
import org.geovq.run.JobDescription;
import org.geovq.run.Progress;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Data-parallel training by Deeplearning4j Spark: each worker goes through its shard once an epoch;
 * after every few steps parameters and the optimiser's state are averaged. After each epoch the
 * held-out loss is taken and a checkpoint written, from which a training that was killed goes on.
 */
public final class Trainer {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);
  private final String name;
  private final Network network;
  private final Settings.Training settings;
  private final long seed;
  private final Validation validation;
  private final Steering steering;
  private final Checkpoints checkpoints;
  private final EventFile events;
  private final ParameterSet start;
  private CosineSchedule rate;
  private ComputationGraph model;
  private State state;
  private float[] best;

  /** Figures on held-out data. */
  public interface Validation {
    /** By name; "loss" decides which epoch is the best one, lower is better. */
    Map<String, Double> figures(ParameterSet parameters, Pass pass);
  }

  /** What changes between two rounds besides what is learned. */
  public interface Steering {
    /**
     * The state for the next round.
     *
     * @param iterations steps of the optimiser so far
     * @param all steps of the whole training
     */
    Steered next(Steered state, int iterations, int all);

    /** Changes nothing. */
    Steering NONE = (state, iterations, all) -> state;
  }

  /**
   * What can be steered.
   *
   * @param weight the network's own number, see {@link Pass}
   */
  public record Steered(double weight, ParameterSet parameters) {}

  /**
   * What came out.
   *
   * @param best parameters with the lowest held-out loss
   * @param history one row an epoch
   */
  public record Result(
      ParameterSet best, ParameterSet last, int bestEpoch, List<Map<String, Object>> history) {}

  /**
   * Where a training writes.
   *
   * @param checkpoints directory of what it goes on from
   * @param events directory of what TensorBoard reads
   */
  public record Place(FileSystem files, Path checkpoints, Path events) {}

  /**
   * Prepares a training.
   *
   * @param name block of the configuration, such as vae.training; named in the log and in errors
   * @param start parameters and the network's own number at the start
   */
  public Trainer(
      String name,
      Network network,
      Settings.Training settings,
      long seed,
      Steered start,
      Validation validation,
      Steering steering,
      Place place) {
    this.name = name;
    this.network = network;
    this.settings = settings;
    this.seed = seed;
    this.validation = validation;
    this.steering = steering;
    this.checkpoints = new Checkpoints(place.files(), place.checkpoints());
    this.events = new EventFile(place.files(), place.events());
    this.start = start.parameters();
    this.state =
        new State(0, 0, start.weight(), Double.POSITIVE_INFINITY, 0, 0, 0, new ArrayList<>());
  }

  /**
   * Trains to the end.
   *
   * @param shards one a partition, as many as there are workers; should be persisted
   * @throws UserError if a shard is smaller than a batch, the loss is not a number, or a checkpoint
   *     is damaged
   */
  public <S extends Shard> Result train(JavaSparkContext spark, JavaRDD<S> shards)
      throws IOException {
    int workers = shards.getNumPartitions();
    int smallest = Collections.min(shards.map(Shard::size).collect());
    int steps = smallest / settings.batchSize();
    if (steps == 0) {
      throw new UserError(
          "%s.batch-size = %d: the smallest of %d workers has only %,d examples.",
          name, settings.batchSize(), workers, smallest);
    }
    start(steps);
    long images = (long) steps * settings.batchSize() * workers;
    long done = images * state.epoch();
    try (ProgressBar bar = Progress.of(name, "images", images * settings.epochs(), done);
        JobDescription jobs = new JobDescription(spark.sc())) {
      while (state.epoch() < settings.epochs()
          && state.epoch() - state.bestEpoch() < settings.patience()) {
        epoch(spark, shards, steps, bar, jobs);
      }
    }
    return new Result(parameters(best), current(), state.bestEpoch(), state.history());
  }

  private void start(int steps) throws IOException {
    int all = (int) Math.min(Integer.MAX_VALUE, (long) steps * settings.epochs());
    rate =
        new CosineSchedule(
            settings.learningRate(),
            settings.learningRate() * settings.finalLearningRateShare(),
            (int) Math.round(settings.warmUpShare() * all),
            all);
    Restraint restraint = new Restraint(settings.clipNorm(), settings.weightDecay());
    model =
        new ComputationGraph(NetworkLayer.configuration(network, new Adam(rate), restraint, seed));
    model.init();
    set(start);
    best = start.values();
    var latest = checkpoints.latest();
    if (latest.isPresent()) {
      resume(latest.get());
    }
  }

  private void resume(Checkpoint checkpoint) throws IOException {
    state = checkpoint.state();
    best = checkpoint.best();
    if (checkpoint.parameters().length != model.numParams()) {
      throw new UserError(
          "The checkpoint of %s has %,d parameters, the network %,d: remove it, or use the run's own settings.",
          name, checkpoint.parameters().length, model.numParams());
    }
    set(parameters(checkpoint.parameters()));
    model.getUpdater().setStateViewArray(Nd4j.createFromArray(checkpoint.updater()).reshape(1, -1));
    model.getConfiguration().setIterationCount(state.iterations());
    // It may have been killed between the two.
    events.write(state.history());
    LOG.info("{}: goes on after epoch {}", name, state.epoch());
  }

  private <S extends Shard> void epoch(
      JavaSparkContext spark, JavaRDD<S> shards, int steps, ProgressBar bar, JobDescription jobs)
      throws IOException {
    long begin = System.nanoTime();
    int epoch = state.epoch() + 1;
    double weight = state.weight();
    double loss = 0;
    int rounds = 0;
    int all = (steps - 1) / settings.averagingFrequency() + 1;
    for (int from = 0; from < steps; from += settings.averagingFrequency()) {
      int to = Math.min(steps, from + settings.averagingFrequency());
      jobs.set("epoch %d, round %d of %d", epoch, rounds + 1, all);
      loss += round(spark, shards, new Pass(seed, epoch, weight), from, to);
      rounds++;
      weight = steer(weight);
      bar.stepBy((long) (to - from) * settings.batchSize() * shards.getNumPartitions());
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    jobs.set("epoch %d, validation", epoch);
    finish(epoch, steps, weight, loss / rounds, seconds, shards.getNumPartitions());
  }

  private double steer(double weight) {
    Steered before = new Steered(weight, current());
    Steered after = steering.next(before, iterations(), rate.steps());
    if (after.parameters() != before.parameters()) {
      set(after.parameters());
    }
    return after.weight();
  }

  private <S extends Shard> double round(
      JavaSparkContext spark, JavaRDD<S> shards, Pass pass, int from, int to) {
    Network net = network;
    int batchSize = settings.batchSize();
    JavaRDD<MultiDataSet> batches =
        shards.mapPartitionsWithIndex(
            (index, shard) -> new Batches(net, shard.next(), index, pass, batchSize, from, to),
            true);
    AveragingRound master =
        new AveragingRound(shards.getNumPartitions(), batchSize, to - from, seed);
    SparkComputationGraph round = new SparkComputationGraph(spark, model, master);
    round.fitMultiDataSet(batches);
    double loss = round.getScore();
    if (!Double.isFinite(loss)) {
      throw new UserError(
          "%s stopped in epoch %d before step %d: the loss is %s; a smaller %s.learning-rate (now %s) may help.",
          name, pass.epoch(), to, loss, name, settings.learningRate());
    }
    return loss;
  }

  private void finish(int epoch, int steps, double weight, double loss, double seconds, int workers)
      throws IOException {
    Map<String, Double> figures = validation.figures(current(), new Pass(seed, 0, weight));
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("epoch", epoch);
    row.put("training_loss", loss);
    row.put("weight", weight);
    row.put("learning_rate", rate.valueAt(iterations() - 1, 0));
    row.putAll(figures);
    row.put("images_per_s", (long) steps * settings.batchSize() * workers / seconds);
    row.put("seconds", seconds);
    LOG.info("{} {}", name, inWords(row));
    row.put(EventFile.TIME, System.currentTimeMillis() / 1e3);
    boolean better = figures.get("loss") < state.bestLoss();
    if (better) {
      best = current().values();
    }
    List<Map<String, Object>> history = new ArrayList<>(state.history());
    history.add(row);
    INDArray updater = model.getUpdater().getStateViewArray();
    state =
        new State(
            epoch,
            iterations(),
            weight,
            better ? figures.get("loss") : state.bestLoss(),
            better ? epoch : state.bestEpoch(),
            best.length,
            Math.toIntExact(updater.length()),
            history);
    checkpoints.write(
        new Checkpoint(state, current().values(), updater.dup().data().asFloat(), best));
    events.write(history);
  }

  private int iterations() {
    return model.getConfiguration().getIterationCount();
  }

  private void set(ParameterSet parameters) {
    model.setParams(Nd4j.createFromArray(parameters.values()).reshape(1, -1));
  }

  private ParameterSet current() {
    return parameters(model.params().dup().data().asFloat());
  }

  private ParameterSet parameters(float[] values) {
    return new ParameterSet(network.parameters(), values);
  }

  private static String inWords(Map<String, Object> row) {
    StringBuilder words = new StringBuilder();
    row.forEach(
        (key, value) -> {
          String text = value instanceof Double d ? String.format("%.5g", d) : value.toString();
          words
              .append(words.isEmpty() ? "" : ", ")
              .append(key.replace('_', ' '))
              .append(' ')
              .append(text);
        });
    return words.toString();
  }
}
