package org.geovq.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.fs.FSError;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.geovq.UserError;
import org.geovq.config.Configuration;
import org.geovq.config.Settings;
import org.geovq.gpu.Compute;
import org.geovq.gpu.DevicePlugin;
import org.geovq.nn.Kernels;
import org.geovq.run.Pipeline;
import org.geovq.run.RunDirectory;
import org.geovq.run.RunLock;
import org.geovq.run.RunLog;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import org.geovq.run.StorageFaults;
import org.geovq.stage.Stages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Spark around a pipeline. */
final class Session {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private static final String SUBMIT_DEFAULT = "local[*]";

  /** Of work without a configuration, such as a benchmark. */
  private static final Settings.Compute ANY_DEVICE = new Settings.Compute(Settings.Device.AUTO, 0);

  private Session() {}

  /** Work that may fail in its own way. */
  @FunctionalInterface
  interface Work {
    void on(SparkSession spark) throws Exception;
  }

  static void run(Configuration configuration, String from, String until, List<String> force)
      throws Exception {
    with(
        configuration.settings(),
        spark -> run(spark, configuration, from, until, force, List.of()));
  }

  /**
   * Runs stages in a session that is there.
   *
   * @param donors run directories from which stages may be copied
   */
  static void run(
      SparkSession spark,
      Configuration configuration,
      String from,
      String until,
      List<String> force,
      List<String> donors)
      throws Exception {
    List<RunDirectory> others = new ArrayList<>();
    for (String donor : donors) {
      others.add(directory(spark, donor));
    }
    StageContext context = context(spark, configuration);
    Pipeline pipeline = new Pipeline(Stages.of(context.settings()), context, others);
    guard(context, () -> pipeline.run(from, until, force));
  }

  /**
   * Asks the stages of a run whether they could run.
   *
   * @throws UserError if one could not
   */
  static void check(SparkSession spark, Configuration configuration, String until) {
    StageContext context = context(spark, configuration);
    try {
      new Pipeline(Stages.of(context.settings()), context).check(until);
    } catch (IOException e) {
      throw StorageFaults.outOfReach(context.directory().root().toString(), e);
    }
  }

  /** Runs the given stages, all that is missing or changed. */
  static void run(Configuration configuration, List<Stage> stages) throws Exception {
    with(
        configuration.settings(),
        spark -> {
          StageContext context = context(spark, configuration);
          guard(context, new Pipeline(stages, context)::run);
        });
  }

  private static StageContext context(SparkSession spark, Configuration configuration) {
    RunDirectory directory = directory(spark, configuration.settings().runDirectory());
    return new StageContext(configuration, spark, directory);
  }

  static RunDirectory directory(SparkSession spark, String path) {
    return new RunDirectory(path, spark.sparkContext().hadoopConfiguration());
  }

  /** Does some work on Spark as settings want it. */
  static void with(Settings settings, Work work) throws Exception {
    try (Held held = Held.of(sparkConf(settings, Kernels.choose()))) {
      work.on(held.spark());
    } catch (Exception e) {
      // An executor without its device ends Spark in the middle of something, which then fails.
      String refusal = DevicePlugin.refusal().orElseThrow(() -> e);
      throw new UserError("%s", refusal);
    }
  }

  /** A session as long as it is worked with; one that was there before belongs to who made it. */
  private record Held(SparkSession spark, boolean own) implements AutoCloseable {
    static Held of(SparkConf conf) {
      boolean own = SparkSession.getDefaultSession().isEmpty();
      return new Held(SparkSession.builder().config(conf).getOrCreate(), own);
    }

    @Override
    public void close() {
      if (own) {
        spark.stop();
      }
    }
  }

  /** Work of a run. */
  @FunctionalInterface
  private interface Running {
    void go() throws Exception;
  }

  /** Has a word for what storage does. */
  private static void guard(StageContext context, Running work) throws Exception {
    try {
      hold(context, work);
    } catch (Exception | FSError e) {
      Optional<UserError> words = StorageFaults.find(e, context.directory());
      if (words.isPresent()) {
        throw words.get();
      }
      throw e;
    }
  }

  /** Keeps other runs off the directory and writes a log. */
  private static void hold(StageContext context, Running work) throws Exception {
    RunDirectory directory = context.directory();
    RunLock lock = lock(context);
    try (RunLog log = RunLog.open(directory)) {
      LOG.info(
          "run {} on {}, kernels: {}, log: {}",
          directory.root(),
          context.spark().sparkContext().master(),
          Kernels.describe(Kernels.choose()),
          log.file());
      work.go();
    } finally {
      lock.close();
    }
  }

  private static RunLock lock(StageContext context) throws IOException {
    RunDirectory directory = context.directory();
    try {
      return directory.lock(context.spark().sparkContext().applicationId());
    } catch (IOException e) {
      throw StorageFaults.find(e, directory)
          .orElseGet(
              () -> StorageFaults.unwritable(directory.root(), e, "name another by --run-dir"));
    }
  }

  /** Does some work on Spark. */
  static <T> T with(String master, Function<JavaSparkContext, T> work) {
    return with(sparkConf(master, ANY_DEVICE, Kernels.choose()), work);
  }

  /** Does some work on Spark, set up already. */
  static <T> T with(SparkConf conf, Function<JavaSparkContext, T> work) {
    try (Held held = Held.of(conf)) {
      return work.apply(JavaSparkContext.fromSparkContext(held.spark().sparkContext()));
    }
  }

  static SparkConf sparkConf(Settings settings, String kernels) {
    return sparkConf(settings.master(), settings.compute(), kernels);
  }

  private static SparkConf sparkConf(String master, Settings.Compute compute, String kernels) {
    SparkConf conf = submitted(master);
    Compute.prepare(conf, compute, kernels);
    return conf;
  }

  /** What spark-submit has set, and what it has not; no device is chosen. */
  static SparkConf submitted(String master) {
    SparkConf conf = new SparkConf();
    // spark-submit sets local[*] by itself where nobody named a master: that is not a choice to be
    // kept.
    if (conf.get("spark.master", SUBMIT_DEFAULT).equals(SUBMIT_DEFAULT)) {
      conf.setMaster(master);
    }
    conf.setIfMissing("spark.app.name", "geovq");
    // No network listener of our own; the event log serves the history server.
    conf.setIfMissing("spark.ui.enabled", "false");
    if (conf.get("spark.master").startsWith("local")) {
      conf.setIfMissing("spark.driver.host", "localhost");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
    }
    // Spark's own name for it between processes; an option would show in lists of processes.
    String secret = System.getenv("_SPARK_AUTH_SECRET");
    if (secret != null) {
      conf.setIfMissing("spark.authenticate.secret", secret);
    }
    // Rows of the medoids, the graph, a worker's parameters: the heap has been asked before.
    conf.setIfMissing("spark.driver.maxResultSize", "0");
    // They are numbers, which hardly get smaller.
    conf.setIfMissing("spark.broadcast.compress", "false");
    // Files of object stores and copied ones have no other checksums.
    conf.setIfMissing("spark.hadoop.parquet.page.verify-checksum.enabled", "true");
    // Names of files are read by the locale.
    conf.setIfMissing("spark.executorEnv.LC_ALL", "C.UTF-8");
    // Several tasks share an executor's cores.
    conf.setIfMissing("spark.executorEnv.OMP_NUM_THREADS", conf.get("spark.task.cpus", "1"));
    // Those that wait would spin on cores that others could use.
    conf.setIfMissing("spark.executorEnv.OMP_WAIT_POLICY", "passive");
    return conf;
  }
}
