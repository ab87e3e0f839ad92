package org.geovq.app;

import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.geovq.config.Arm;
import org.geovq.config.Configuration;
import org.geovq.run.RunDirectory;
import org.geovq.stage.Stages;
import org.geovq.stage.TrainedRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "encode",
    description = {
      "Gives other images the codes of a finished run, as its own got theirs.",
      "--set data.dir=PATH says where they are, and data.set what that is, else the run's own; --run-dir where"
          + " codes/ARM shall be. Settings are those that the run was made with."
    })
final class EncodeCommand implements Callable<Integer> {
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
    // Where to compute is among the settings, which are those of the run.
    var hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    TrainedRun run = TrainedRun.read(new RunDirectory(model, hadoop), arm);
    Configuration configuration = run.configuration(options.overrides());
    run.requireOther(new RunDirectory(configuration.settings().runDirectory(), hadoop));
    Session.with(
        configuration.settings(), spark -> Session.run(spark, configuration, Stages.encoding(run)));
    return 0;
  }
}
