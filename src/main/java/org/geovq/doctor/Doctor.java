package org.geovq.doctor;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.geovq.Reason;
import org.geovq.UserError;
import org.geovq.config.Settings;
import org.geovq.gpu.Compute;
import org.geovq.stage.TrainVae;

/**
 * Tries each part of a run in a small way: one finding each, in the order in which a run needs
 * them.
 */
public final class Doctor {
  /** For an executor to start, or a file system to answer. */
  private static final int PATIENCE_SECONDS = 60;

  private final Settings settings;
  private final String kernels;
  private final SparkConf spark;
  private final Function<SparkConf, String> session;
  private final int patienceSeconds;

  /**
   * @param kernels see {@link org.geovq.nn.Kernels#choose()}
   * @param spark what a run's session would be made with, but for the device
   * @param session starts one, does a small piece of work on each slot and says in words where
   */
  public Doctor(
      Settings settings, String kernels, SparkConf spark, Function<SparkConf, String> session) {
    this(settings, kernels, spark, session, PATIENCE_SECONDS);
  }

  Doctor(
      Settings settings,
      String kernels,
      SparkConf spark,
      Function<SparkConf, String> session,
      int patienceSeconds) {
    this.settings = settings;
    this.kernels = kernels;
    this.spark = spark;
    this.session = session;
    this.patienceSeconds = patienceSeconds;
  }

  /** Examines everything; the device comes before all that computes, for it chooses what does. */
  public Stream<Finding> examine() {
    Configuration hadoop = Storage.impatient(SparkHadoopUtil.get().newConfiguration(spark));
    Storage storage = new Storage(settings, hadoop);
    return Stream.<Examination>of(
            new Examination("java", Machine::java),
            new Examination("memory", Machine::memory),
            new Examination("device", this::device),
            new Examination("kernels", () -> Machine.kernels(kernels)),
            new Examination("spark", () -> Finding.ok("spark", "%s", session.apply(spark))),
            new Examination("scratch", () -> Storage.scratch(spark)),
            new Examination("run", storage::runDirectory),
            new Examination("data", storage::data),
            new Examination("rate", this::rate),
            new Examination("figures", Machine::figures))
        .map(this::finding);
  }

  private Finding device() {
    Compute.prepare(spark, settings.compute(), kernels);
    List<String> unused = Compute.unusedCards();
    return unused.isEmpty()
        ? Finding.ok("device", "%s", Compute.words(spark))
        : Finding.poor(
            "device",
            "%s; %s is there but not used: build with mvn -Pcuda,cuda-redist package",
            Compute.words(spark),
            String.join(", ", unused));
  }

  private Finding rate() {
    return TrainVae.mismatch(settings)
        .map(words -> Finding.poor("rate", "%s", words))
        .orElse(Finding.ok("rate", "latents hold what a code can carry"));
  }

  private record Examination(String subject, Callable<Finding> work) {}

  private Finding finding(Examination examination) {
    try {
      return inTime(examination.work());
    } catch (TimeoutException e) {
      return Finding.wrong(
          examination.subject(),
          "no answer in "
              + patienceSeconds
              + " s: see that the hosts named in the settings are up, can be reached and have free slots");
    } catch (UserError e) {
      return Finding.wrong(examination.subject(), e.getMessage());
    } catch (Exception | LinkageError e) {
      return Finding.wrong(examination.subject(), Reason.of(e));
    }
  }

  private Finding inTime(Callable<Finding> work) throws Exception {
    FutureTask<Finding> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "geovq-doctor");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(patienceSeconds, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw thrown(e.getCause());
    }
  }

  /** Errors of the machine, such as too little memory, are findings as well. */
  private static Exception thrown(Throwable cause) {
    for (Throwable error = cause; error != null; error = error.getCause()) {
      if (error instanceof UserError known) {
        return known;
      }
    }
    return cause instanceof Exception exception ? exception : new IllegalStateException(cause);
  }
}
