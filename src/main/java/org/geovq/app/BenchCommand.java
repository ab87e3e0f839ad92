package org.geovq.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.geovq.bench.EpochBench;
import org.geovq.bench.IngestBench;
import org.geovq.bench.KMedoidsBench;
import org.geovq.bench.KnnBench;
import org.geovq.bench.ScaleBench;
import org.geovq.bench.SsspBench;
import org.geovq.bench.TrainBench;
import org.geovq.config.Settings;
import org.geovq.run.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "bench",
    description = "Measures the parts that cost the time; each prints one JSON line.",
    subcommands = {
      BenchCommand.Train.class,
      BenchCommand.Epoch.class,
      BenchCommand.Knn.class,
      BenchCommand.Sssp.class,
      BenchCommand.KMedoids.class,
      BenchCommand.Scale.class,
      BenchCommand.Ingest.class
    })
final class BenchCommand implements Callable<Integer> {
  @Mixin private HelpOption help;
  @picocli.CommandLine.Spec private picocli.CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(System.out);
    return 0;
  }

  @Command(
      name = "train",
      description = "Training steps of a reference network on random images, in one process.")
  static final class Train implements Callable<Integer> {
    @Mixin private HelpOption help;

    @Option(
        names = "--net",
        required = true,
        paramLabel = "NET",
        description =
            "One of: vae-mnist, vae-colour, vqvae-mnist, vqvae-colour, pixelcnn-mnist,"
                + " pixelcnn-colour, gated-pixelcnn, transformer.")
    private String net;

    @Option(
        names = "--batch",
        paramLabel = "N",
        defaultValue = "256",
        description = "Images a step (${DEFAULT-VALUE}).")
    private int batch;

    @Option(
        names = "--threads",
        paramLabel = "N",
        defaultValue = "2",
        description =
            "OpenMP threads; submit/geovq sets OMP_NUM_THREADS from it (${DEFAULT-VALUE}).")
    private int threads;

    @Option(
        names = "--steps",
        paramLabel = "N",
        defaultValue = "10",
        description = "Timed steps (${DEFAULT-VALUE}).")
    private int steps;

    @Option(
        names = "--warmup",
        paramLabel = "N",
        defaultValue = "3",
        description = "Steps before (${DEFAULT-VALUE}).")
    private int warmup;

    @Option(
        names = "--profile",
        description = "Print where the time goes instead: one line for each operation and shape.")
    private boolean profile;

    @Override
    public Integer call() {
      if (profile) {
        TrainBench.profile(net, batch, threads, steps, warmup).forEach(BenchCommand::print);
        return 0;
      }
      return print(TrainBench.run(net, batch, threads, steps, warmup));
    }
  }

  @Command(
      name = "epoch",
      description =
          "Epochs of a whole training on made-up examples: Spark's workers, or one process.")
  static final class Epoch implements Callable<Integer> {
    @Mixin private HelpOption help;

    @Option(
        names = "--net",
        required = true,
        paramLabel = "NET",
        description = "As for bench train, or vae-default: what reference.conf describes.")
    private String net;

    @Option(
        names = "--images",
        paramLabel = "N",
        defaultValue = "4096",
        description = "Examples an epoch (${DEFAULT-VALUE}).")
    private int images;

    @Option(
        names = "--batch",
        paramLabel = "N",
        defaultValue = "64",
        description = "Examples a step and worker (${DEFAULT-VALUE}).")
    private int batch;

    @Option(
        names = "--mode",
        paramLabel = "MODE",
        defaultValue = "SPARK",
        description =
            "spark: workers, averaged. local: this process, all its cores in each operation (spark).")
    private Settings.TrainingMode mode;

    @Option(
        names = "--master",
        paramLabel = "URL",
        defaultValue = "local[2]",
        description = "Spark master (${DEFAULT-VALUE}).")
    private String master;

    @Option(
        names = "--workers",
        paramLabel = "N",
        defaultValue = "2",
        description = "Workers that share the examples (${DEFAULT-VALUE}).")
    private int workers;

    @Option(
        names = "--averaging",
        paramLabel = "N",
        defaultValue = "16",
        description = "Steps between two averagings (${DEFAULT-VALUE}).")
    private int averaging;

    @Option(
        names = "--epochs",
        paramLabel = "N",
        defaultValue = "3",
        description = "Timed epochs, after one that is not (${DEFAULT-VALUE}).")
    private int epochs;

    @Override
    public Integer call() {
      EpochBench.Options options =
          new EpochBench.Options(net, images, batch, mode, workers, averaging, epochs);
      return print(Session.with(master, spark -> EpochBench.run(spark, options)));
    }
  }

  /** A cloud of points and the threads that work on it. */
  private static final class Cloud {
    @Option(
        names = "--points",
        required = true,
        paramLabel = "X.npy",
        description = "Points: NPY, float32 [n, d].")
    private Path points;

    @Option(
        names = "--k",
        paramLabel = "K",
        defaultValue = "20",
        description = "Neighbours of a node (${DEFAULT-VALUE}).")
    private int k;

    @Option(
        names = "--threads",
        paramLabel = "N",
        defaultValue = "2",
        description = "Threads (${DEFAULT-VALUE}).")
    private int threads;
  }

  @Command(name = "knn", description = "The nearest neighbours of all points, by Euclid.")
  static final class Knn implements Callable<Integer> {
    @Mixin private HelpOption help;
    @Mixin private Cloud cloud;

    @Option(
        names = "--approximate",
        description = "Look at the most promising part of the points only.")
    private boolean approximate;

    @Override
    public Integer call() {
      return print(KnnBench.run(cloud.points, cloud.k, cloud.threads, approximate));
    }
  }

  @Command(
      name = "sssp",
      description = "Shortest paths from some points to all, along the k-NN graph.")
  static final class Sssp implements Callable<Integer> {
    @Mixin private HelpOption help;
    @Mixin private Cloud cloud;

    @Option(
        names = "--sources",
        paramLabel = "N",
        defaultValue = "64",
        description = "Source i is point i * floor(n / N) (${DEFAULT-VALUE}).")
    private int sources;

    @Override
    public Integer call() {
      return print(SsspBench.run(cloud.points, cloud.k, sources, cloud.threads));
    }
  }

  @Command(name = "kmedoids", description = "k-medoids on a matrix of distances.")
  static final class KMedoids implements Callable<Integer> {
    @Mixin private HelpOption help;

    @Option(
        names = "--matrix",
        required = true,
        paramLabel = "M.f32",
        description = "Distances: float32 [n, n], no header.")
    private Path matrix;

    @Option(names = "--n", required = true, paramLabel = "N", description = "Points.")
    private int n;

    @Option(names = "--k", required = true, paramLabel = "K", description = "Medoids.")
    private int k;

    @Option(
        names = "--seed",
        paramLabel = "S",
        defaultValue = "42",
        description = "Of the random start (${DEFAULT-VALUE}).")
    private long seed;

    @Option(
        names = "--threads",
        paramLabel = "N",
        defaultValue = "2",
        description = "Threads (${DEFAULT-VALUE}).")
    private int threads;

    @Option(
        names = "--parts",
        paramLabel = "P",
        defaultValue = "0",
        description =
            "Search the matrix in so many parts as over executors; 0: FasterPAM on the whole (${DEFAULT-VALUE}).")
    private int parts;

    @Override
    public Integer call() {
      return print(KMedoidsBench.run(matrix, n, k, seed, threads, parts));
    }
  }

  @Command(
      name = "scale",
      description = "From points to codes in one process: graph, distances, medoids, codes.")
  static final class Scale implements Callable<Integer> {
    @Mixin private HelpOption help;
    @Mixin private Cloud cloud;

    @Option(
        names = "--nodes",
        required = true,
        paramLabel = "N",
        description = "The first so many points become nodes of the graph.")
    private int nodes;

    @Option(
        names = "--landmarks",
        required = true,
        paramLabel = "L",
        description = "Nodes that may become medoids.")
    private int landmarks;

    @Option(
        names = "--k-medoids",
        required = true,
        paramLabel = "K",
        description = "Size of the codebook.")
    private int medoids;

    @Override
    public Integer call() {
      return print(ScaleBench.run(cloud.points, nodes, cloud.k, landmarks, medoids, cloud.threads));
    }
  }

  @Command(
      name = "ingest",
      description =
          "Stage ingest on files, in this process: images/s and the most heap that was in use.")
  static final class Ingest implements Callable<Integer> {
    @Mixin private HelpOption help;

    @Option(
        names = "--data",
        required = true,
        paramLabel = "PATH",
        description = "The folder of the data set: key data.dir.")
    private String data;

    @Option(
        names = "--data-set",
        paramLabel = "SET",
        defaultValue = "celeba",
        description = "Key data.set (${DEFAULT-VALUE}).")
    private String set;

    @Option(
        names = "--threads",
        paramLabel = "N",
        defaultValue = "2",
        description = "Images that are decoded at once (${DEFAULT-VALUE}).")
    private int threads;

    @Option(
        names = "--set",
        paramLabel = "KEY=VALUE",
        description = "Overrides another key, such as data.image.size; repeatable.")
    private List<String> overrides = new ArrayList<>();

    @Override
    public Integer call() {
      return print(
          Session.with(
              "local[" + threads + "]",
              spark ->
                  IngestBench.run(SparkSession.builder().getOrCreate(), set, data, overrides)));
    }
  }

  private static int print(Object result) {
    System.out.println(Json.line(result));
    return 0;
  }
}
