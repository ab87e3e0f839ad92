package org.geovq.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
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
import org.geovq.run.RunLog;
import org.geovq.run.StageContext;
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
    Settings settings = configuration.settings();
    RunDirectory directory = directory(spark, settings.runDirectory());
    List<RunDirectory> others = new ArrayList<>();
    for (String donor : donors) {
      others.add(directory(spark, donor));
    }
    try (RunLog log = RunLog.open(directory)) {
      LOG.info(
          "run {} on {}, kernels: {}, log: {}",
          directory.root(),
          spark.sparkContext().master(),
          Kernels.describe(Kernels.choose()),
          log.file());
      new Pipeline(Stages.of(settings), new StageContext(configuration, spark, directory), others)
          .run(from, until, force);
    }
  }

  static RunDirectory directory(SparkSession spark, String path) throws IOException {
    return new RunDirectory(path, spark.sparkContext().hadoopConfiguration());
  }

  /** Does some work on Spark as settings want it. */
  static void with(Settings settings, Work work) throws Exception {
    boolean own = SparkSession.getDefaultSession().isEmpty();
    SparkSession spark =
        SparkSession.builder().config(sparkConf(settings, Kernels.choose())).getOrCreate();
    try {
      work.on(spark);
    } catch (Exception e) {
      // An executor without its device ends Spark in the middle of something, which then fails.
      String refusal = DevicePlugin.refusal().orElseThrow(() -> e);
      throw new UserError("%s", refusal);
    } finally {
      // A session that was there before belongs to who made it.
      if (own) {
        spark.stop();
      }
    }
  }

  /** Does some work on Spark. */
  static <T> T with(String master, Function<JavaSparkContext, T> work) {
    SparkConf conf = sparkConf(master, ANY_DEVICE, Kernels.choose());
    boolean own = SparkSession.getDefaultSession().isEmpty();
    SparkSession spark = SparkSession.builder().config(conf).getOrCreate();
    try {
      return work.apply(JavaSparkContext.fromSparkContext(spark.sparkContext()));
    } finally {
      if (own) {
        spark.stop();
      }
    }
  }

  static SparkConf sparkConf(Settings settings, String kernels) {
    return sparkConf(settings.master(), settings.compute(), kernels);
  }

  /** Only what spark-submit has not set. */
  private static SparkConf sparkConf(String master, Settings.Compute compute, String kernels) {
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
    // A worker's parameters and optimiser state come back as one task result.
    conf.setIfMissing("spark.driver.maxResultSize", "4g");
    // They are numbers, which hardly get smaller.
    conf.setIfMissing("spark.broadcast.compress", "false");
    // Several tasks share an executor's cores.
    conf.setIfMissing("spark.executorEnv.OMP_NUM_THREADS", conf.get("spark.task.cpus", "1"));
    Compute.prepare(conf, compute, kernels);
    return conf;
  }
}
