package org.geovq.app;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.geovq.config.Arm;
import org.geovq.config.Configuration;
import org.geovq.run.RunDirectory;
import org.geovq.run.StorageFaults;
import org.geovq.stage.Stages;
import org.geovq.stage.TrainedRun;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "encode",
    description = {
      "Gives other images the codes of a finished run, as its own got theirs.",
      "--set data.dir=PATH says where they are, and data.set what that is, else the run's own; --run-dir where"
          + " codes/ARM shall be. What codes depend on is set as the run was made."
    })
final class EncodeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private HelpOption help;
  @Mixin private LaunchOptions options;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "RUN",
      description = "The finished run, whose networks and codebook give the codes.")
  private String model;

  @Option(
      names = "--arm",
      paramLabel = "ARM",
      description = "Which of its arms: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private Arm arm = Arm.GEODESIC;

  @Override
  public Integer call() throws Exception {
    if (!options.namesRunDirectory()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "Missing required option: '--run-dir=PATH'");
    }
    TrainedRun run = run();
    Configuration configuration = run.configuration(options.overrides());
    Session.with(
        configuration.settings(), spark -> Session.run(spark, configuration, Stages.encoding(run)));
    return 0;
  }

  /** Before there is a Spark session, which what it says is needed for. */
  private TrainedRun run() {
    try {
      var hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
      return TrainedRun.read(RunDirectory.named("--model", model, hadoop), arm);
    } catch (IOException e) {
      throw StorageFaults.outOfReach("--model " + model, e);
    }
  }
}
