package org.geovq.app;

import java.io.IOException;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.geovq.config.Arm;
import org.geovq.run.RunDirectory;
import org.geovq.run.StorageFaults;
import org.geovq.stage.TrainedRun;
import picocli.CommandLine.Option;

/** Options of commands that use what a finished run has learnt. */
final class ModelOptions {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "RUN",
      description = "The finished run, whose networks and codebook are used.")
  private String model;

  @Option(
      names = "--arm",
      paramLabel = "ARM",
      description = "Which of its arms: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private Arm arm = Arm.GEODESIC;

  /** Before there is a Spark session, which what it says is needed for. */
  TrainedRun read() {
    try {
      var hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
      return TrainedRun.read(RunDirectory.named("--model", model, hadoop), arm);
    } catch (IOException e) {
      throw StorageFaults.outOfReach("--model " + model, e);
    }
  }
}
