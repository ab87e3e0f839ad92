package org.geovq.nn;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.geovq.UserError;
import org.geovq.config.Settings;
import org.geovq.nn.Checkpoints.Checkpoint;
import org.geovq.nn.Checkpoints.Running;
import org.geovq.nn.Checkpoints.State;
import org.geovq.run.JobDescription;
import org.geovq.run.Progress;
import org.nd4j.linalg.learning.config.Adam;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Training in rounds: a round is some steps by each worker, after which parameters and the
 * optimiser's state are averaged and the steering is asked. The workers are Deeplearning4j Spark's,
 * or the one of this process ({@link Settings.TrainingMode}). After each epoch the held-out loss is
 * taken. A checkpoint is written then, and after a round if the last one is old enough; a training
 * that was killed goes on from there and ends with the same parameters.
 */
public final class Trainer {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

  /** A loss so many times that of the first round is no training any more. */
  private static final double DIVERGED = 1000;

  private final String name;
  private final Network network;
  private final Settings.Training settings;
  private final long seed;
  private final Validation validation;
  private final Steering steering;
  private final Place place;
  private final EventFile events;
  private final ParameterSet start;
  private CosineSchedule rate;
  private Rounds rounds;
  private int steps;
  private Checkpoints checkpoints;
  private long lastCheckpoint;
  private State state;
  private ModelState now;
  private float[] best;

  /** Figures on held-out data. */
  public interface Validation {
    /** By name; "loss" decides which epoch is the best one, lower is better. */
    Map<String, Double> figures(ParameterSet parameters, Pass pass) throws IOException;
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

    /** What it has counted in this epoch; a checkpoint keeps it. */
    default long tally() {
      return 0;
    }

    /** Counts on from there. */
    default void resume(long tally) {}

    /** The epoch after which it leaves losses comparable; patience counts from there. */
    default int settled(int epochs) {
      return 0;
    }

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
    this.place = place;
    this.events = new EventFile(place.files(), place.events());
    this.start = start.parameters();
    Running running = new Running(start.weight(), 0, 0, 0, 0);
    this.state = new State(0, 0, running, Double.POSITIVE_INFINITY, 0, new ArrayList<>());
  }

  /**
   * Trains to the end.
   *
   * @param shards one a partition, as many as there are workers; should be persisted. Trained in
   *     this process: just one, which is brought here
   * @throws UserError if a shard is smaller than a batch, or too large for this process; if the
   *     loss, or the held-out one, is no number or has grown beyond all bounds; if all checkpoints
   *     are damaged, or of another training
   */
  public <S extends Shard> Result train(JavaSparkContext spark, JavaRDD<S> shards)
      throws IOException {
    int workers = shards.getNumPartitions();
    if (settings.mode() == Settings.TrainingMode.LOCAL) {
      Shard shard = LocalRounds.fetch(name, shards);
      plan(shard.size(), workers);
      return train(spark, new LocalRounds(network, shard, model(), settings.batchSize()));
    }
    plan(Collections.min(shards.map(Shard::size).collect()), workers);
    return train(spark, new SparkRounds<>(spark, shards, network, model(), settings.batchSize()));
  }

  /**
   * Sees to it that every worker has a batch.
   *
   * @param smallest examples of the worker with the fewest
   * @throws UserError if it has fewer than a batch
   */
  public static void requireBatch(
      String name, Settings.Training settings, int workers, long smallest) {
    if (smallest < settings.batchSize()) {
      throw new UserError(
          "%s.batch-size = %d: the smallest of %d workers has only %,d examples.",
          name, settings.batchSize(), workers, smallest);
    }
  }

  /** As many steps as the worker with the fewest examples can make. */
  private void plan(int smallestShard, int workers) {
    requireBatch(name, settings, workers, smallestShard);
    steps = smallestShard / settings.batchSize();
    int all = (int) Math.min(Integer.MAX_VALUE, (long) steps * settings.epochs());
    rate =
        new CosineSchedule(
            settings.learningRate(),
            settings.learningRate() * settings.finalLearningRateShare(),
            (int) Math.round(settings.warmUpShare() * all),
            all);
    checkpoints =
        new Checkpoints(
            place.files(),
            place.checkpoints(),
            TrainingIdentity.of(name, network, settings, seed, workers, steps));
  }

  private WorkerModel model() {
    Restraint restraint = new Restraint(settings.clipNorm(), settings.weightDecay());
    return new WorkerModel(
        UUID.randomUUID().toString(),
        NetworkLayer.configuration(network, new Adam(rate), restraint, seed));
  }

  private Result train(JavaSparkContext spark, Rounds where) throws IOException {
    long images = (long) steps * settings.batchSize() * where.workers();
    try (Rounds open = where;
        JobDescription jobs = new JobDescription(spark.sc())) {
      rounds = open;
      begin();
      int settled = steering.settled(settings.epochs());
      long done = images * state.epoch() + images / steps * state.step();
      try (ProgressBar bar = Progress.of(name, "images", images * settings.epochs(), done)) {
        while (state.epoch() < settings.epochs()
            && state.epoch() - Math.max(state.bestEpoch(), settled) < settings.patience()) {
          epoch(bar, jobs);
        }
      }
    }
    return new Result(
        parameters(best), parameters(now.parameters()), state.bestEpoch(), state.history());
  }

  private void begin() throws IOException {
    now = new ModelState(start.values(), new float[rounds.updaterLength()], 0);
    best = start.values();
    Optional<Checkpoint> latest = checkpoints.latest();
    if (latest.isPresent()) {
      resume(latest.get());
    }
    lastCheckpoint = System.nanoTime();
  }

  private void resume(Checkpoint checkpoint) throws IOException {
    requireFits(checkpoint.model());
    state = checkpoint.state();
    now = checkpoint.model();
    best = checkpoint.best();
    steering.resume(state.running().tally());
    // It may have been killed between the two.
    if (!state.history().isEmpty()) {
      events.write(state.history());
    }
    LOG.info("{}: goes on after epoch {}, step {}", name, state.epoch(), state.step());
  }

  private void requireFits(ModelState model) {
    if (model.parameters().length != now.parameters().length
        || model.updater().length != now.updater().length) {
      throw new UserError(
          "%s: the checkpoint holds %,d parameters with %,d numbers of the optimiser, expected %,d with %,d: remove the"
              + " folder checkpoints to train from the start.",
          name,
          model.parameters().length,
          model.updater().length,
          now.parameters().length,
          now.updater().length);
    }
  }

  private void epoch(ProgressBar bar, JobDescription jobs) throws IOException {
    int epoch = state.epoch() + 1;
    while (state.step() < steps) {
      int from = state.step();
      int to = Math.min(steps, from + settings.averagingFrequency());
      Pass pass = new Pass(seed, epoch, state.running().weight());
      int frequency = settings.averagingFrequency();
      jobs.set(
          "epoch %d, round %d of %d", epoch, from / frequency + 1, (steps - 1) / frequency + 1);
      round(new Rounds.Steps(name, pass, from, to, steps, false));
      bar.stepBy((long) (to - from) * settings.batchSize() * rounds.workers());
      if (to < steps && isCheckpointDue()) {
        checkpoint();
      }
    }
    jobs.set("epoch %d, validation", epoch);
    finish(epoch);
    checkpoint();
    events.write(state.history());
  }

  private void round(Rounds.Steps todo) {
    long begin = System.nanoTime();
    Round round = rounds.run(todo, now);
    Running before = state.running();
    double firstLoss = before.firstLoss() == 0 ? round.loss() : before.firstLoss();
    if (!round.isFinite() || round.loss() > DIVERGED * Math.max(1, Math.abs(firstLoss))) {
      throw stopped(todo);
    }
    now = round.state();
    double weight = steer(before.weight());
    double loss = before.lossSum() + round.loss() * (todo.to() - todo.from());
    double seconds = before.seconds() + (System.nanoTime() - begin) / 1e9;
    state = state.after(todo.to(), new Running(weight, steering.tally(), firstLoss, loss, seconds));
  }

  /** The same round again with an eye on its gradients, which costs too much to do it always. */
  private UserError stopped(Rounds.Steps todo) {
    Divergence divergence = rounds.run(todo.watchedOnes(), now).divergence();
    return new UserError(
        "%s stopped in epoch %d at %s; a smaller %s.learning-rate (now %s) may help.",
        name, todo.pass().epoch(), divergence.inWords(), name, settings.learningRate());
  }

  private double steer(double weight) {
    Steered before = new Steered(weight, parameters(now.parameters()));
    Steered after = steering.next(before, now.iterations(), rate.steps());
    now = now.with(after.parameters().values());
    return after.weight();
  }

  private boolean isCheckpointDue() {
    double minutes = (System.nanoTime() - lastCheckpoint) / (double) TimeUnit.MINUTES.toNanos(1);
    return settings.checkpointIntervalMin() > 0 && minutes >= settings.checkpointIntervalMin();
  }

  private void checkpoint() throws IOException {
    checkpoints.write(new Checkpoint(state, now, best));
    lastCheckpoint = System.nanoTime();
  }

  private void finish(int epoch) throws IOException {
    Running running = state.running();
    Map<String, Double> figures =
        validation.figures(parameters(now.parameters()), new Pass(seed, 0, running.weight()));
    double loss = figures.get("loss");
    if (!Double.isFinite(loss)) {
      throw new UserError(
          "%s stopped after epoch %d, whose held-out loss is %s; a smaller %s.learning-rate (now %s) may help.",
          name, epoch, loss, name, settings.learningRate());
    }
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("epoch", epoch);
    row.put("training_loss", running.lossSum() / steps);
    row.put("weight", running.weight());
    row.put("learning_rate", rate.valueAt(now.iterations() - 1, 0));
    row.putAll(figures);
    long images = (long) steps * settings.batchSize() * rounds.workers();
    row.put("images_per_s", images / running.seconds());
    row.put("seconds", running.seconds());
    LOG.info("{} {}", name, inWords(row));
    row.put(EventFile.TIME, System.currentTimeMillis() / 1e3);
    if (loss < state.bestLoss()) {
      best = now.parameters();
    }
    state = state.afterEpoch(row, loss, steering.tally());
  }

  private ParameterSet parameters(float[] values) {
    return new ParameterSet(start.parameters(), values);
  }

  private static String inWords(Map<String, Object> row) {
    StringBuilder words = new StringBuilder();
    row.forEach(
        (key, value) -> {
          String text =
              value instanceof Double d ? String.format(Locale.ROOT, "%.5g", d) : value.toString();
          words
              .append(words.isEmpty() ? "" : ", ")
              .append(key.replace('_', ' '))
              .append(' ')
              .append(text);
        });
    return words.toString();
  }
}
