package org.geovq.app;

import java.util.concurrent.Callable;
import org.geovq.stage.Stages;
import org.geovq.stage.TrainedRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "decode",
    description = {
      "Makes images of codes by a finished run: of those that a prior of yours has drawn, say.",
      "--run-dir says where decoded/ARM shall be."
    })
final class DecodeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private HelpOption help;
  @Mixin private ModelOptions model;
  @Mixin private LaunchOptions options;

  @Option(
      names = "--codes",
      required = true,
      paramLabel = "PATH",
      description =
          "A Parquet file, or a folder of them: a row an image, with a whole number id and the list codes, in raster"
              + " order.")
  private String codes;

  @Override
  public Integer call() throws Exception {
    options.requireRunDirectory(spec);
    TrainedRun run = model.read();
    Session.run(run.configuration(options.overrides()), Stages.decoding(run, codes));
    return 0;
  }
}
