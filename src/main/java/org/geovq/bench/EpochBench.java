package org.geovq.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.geovq.UserError;
import org.geovq.config.Settings;
import org.geovq.data.ImageShape;
import org.geovq.model.CodeShard;
import org.geovq.model.ImageShard;
import org.geovq.model.Likelihood;
import org.geovq.model.Prior;
import org.geovq.model.Vae;
import org.geovq.nn.Network;
import org.geovq.nn.ParameterSet;
import org.geovq.nn.Pass;
import org.geovq.nn.Shard;
import org.geovq.nn.Trainer;
import org.geovq.random.Draw;

/**
 * Times epochs of a whole training, averaging and all, on made-up examples: what Spark's workers
 * cost against one process.
 */
public final class EpochBench {
  private static final long SEED = 42;

  /** The VAE that reference.conf describes, on MNIST's shape. */
  private static final String DEFAULT_VAE = "vae-default";

  private final Options options;
  private final List<Long> resident = new ArrayList<>();

  private EpochBench(Options options) {
    this.options = options;
  }

  /**
   * What to measure.
   *
   * @param net of a reference network, or vae-default
   * @param images an epoch
   * @param batch images a step and worker
   * @param workers that share the images; 1 in local mode
   * @param averaging steps between two averagings
   * @param epochs timed, after one that is not
   */
  public record Options(
      String net,
      int images,
      int batch,
      Settings.TrainingMode mode,
      int workers,
      int averaging,
      int epochs) {}

  /**
   * What was measured. An epoch's seconds are those of its rounds, without held-out loss and
   * checkpoint.
   *
   * @param images of an epoch that were trained on
   * @param imagesPerS of the median epoch
   * @param seconds of the median epoch
   * @param residentMb of the driver after each epoch, the one before the timed ones included
   * @param peakMb of the driver's process
   * @param executorPeakMb of the largest process that has a worker
   */
  public record Result(
      String bench,
      String net,
      String mode,
      String master,
      int workers,
      int batch,
      int averaging,
      long parameters,
      long images,
      double imagesPerS,
      double seconds,
      List<Long> residentMb,
      long peakMb,
      long executorPeakMb) {}

  /**
   * Runs the benchmark.
   *
   * @throws UserError no such network, or too few images
   */
  public static Result run(JavaSparkContext spark, Options options) {
    if (IntStream.of(
            options.epochs(),
            options.batch(),
            options.averaging(),
            options.images(),
            options.workers())
        .anyMatch(count -> count < 1)) {
      throw new UserError(
          "--epochs, --batch, --averaging, --images and --workers must be at least 1.");
    }
    try {
      return new EpochBench(options).run(spark);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Result run(JavaSparkContext spark) throws IOException {
    Network network = network(options.net());
    boolean local = options.mode() == Settings.TrainingMode.LOCAL;
    int workers = local ? 1 : options.workers();
    JavaRDD<Shard> shards = shards(spark, network, workers);
    java.nio.file.Path folder = Files.createTempDirectory("bench-epoch");
    List<Map<String, Object>> history;
    try {
      history = trainer(network, workers, folder).train(spark, shards).history();
    } finally {
      FileSystem.getLocal(new Configuration()).delete(new Path(folder.toString()), true);
    }
    double seconds = median(history.subList(1, history.size()));
    long images = (long) options.images() / workers / options.batch() * options.batch() * workers;
    return new Result(
        "epoch",
        options.net(),
        local ? "local" : "spark",
        spark.master(),
        workers,
        options.batch(),
        options.averaging(),
        network.parameterCount(),
        images,
        images / seconds,
        seconds,
        resident,
        ResidentMemory.peakMegabytes(),
        Collections.max(shards.map(shard -> ResidentMemory.peakMegabytes()).collect()));
  }

  private static Network network(String name) {
    return name.equals(DEFAULT_VAE)
        ? new Vae(1, 28, 28, 32, 1, Vae.Head.SPATIAL, 2, Likelihood.BERNOULLI)
        : ReferenceNetworks.named(name);
  }

  private Trainer trainer(Network network, int workers, java.nio.file.Path folder)
      throws IOException {
    int epochs = options.epochs() + 1;
    Settings.Training settings =
        new Settings.Training(
            epochs,
            options.batch(),
            1e-4,
            0,
            0.05,
            0,
            0,
            options.averaging(),
            epochs,
            workers,
            options.mode(),
            0);
    return new Trainer(
        "bench",
        network,
        settings,
        SEED,
        new Trainer.Steered(1, ParameterSet.initial(network, SEED)),
        this::noteMemory,
        Trainer.Steering.NONE,
        new Trainer.Place(
            FileSystem.getLocal(new Configuration()),
            new Path(folder.toString(), "checkpoints"),
            new Path(folder.toString(), "events")));
  }

  private Map<String, Double> noteMemory(ParameterSet parameters, Pass pass) {
    resident.add(ResidentMemory.megabytes());
    return Map.of("loss", 0.0);
  }

  private JavaRDD<Shard> shards(JavaSparkContext spark, Network network, int workers) {
    int size = options.images() / workers;
    JavaRDD<Shard> shards =
        spark
            .parallelize(Collections.nCopies(workers, 0), workers)
            .mapPartitionsWithIndex(
                (index, none) -> List.of(shard(network, size, index)).iterator(), true)
            .persist(StorageLevel.MEMORY_AND_DISK());
    shards.count();
    return shards;
  }

  /** Random pixels, or random codes. */
  private static Shard shard(Network network, int size, int index) {
    SplittableRandom random = Draw.generator(SEED, "made-up examples", index);
    long[] shape = network.inputShape();
    if (network instanceof Prior prior) {
      int positions = prior.positions();
      int[] codes = random.ints((long) size * positions, 0, prior.codes()).toArray();
      return new CodeShard(positions, 0, codes, new int[size]);
    }
    ImageShape images = new ImageShape((int) shape[1], (int) shape[2], (int) shape[0]);
    byte[] pixels = new byte[Math.multiplyExact(size, images.pixels())];
    random.nextBytes(pixels);
    long[] ids = new long[size];
    Arrays.setAll(ids, i -> (long) index * size + i);
    int latent = network instanceof Vae vae ? vae.latentSize() : 0;
    return new ImageShard(images, latent, ids, pixels, false);
  }

  private static double median(List<Map<String, Object>> rows) {
    double[] seconds = rows.stream().mapToDouble(row -> (double) row.get("seconds")).toArray();
    Arrays.sort(seconds);
    int n = seconds.length;
    return (seconds[(n - 1) / 2] + seconds[n / 2]) / 2;
  }
}
