package org.geovq.app;

import java.util.concurrent.Callable;
import org.geovq.stage.Stages;
import org.geovq.stage.TrainedRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
  @Mixin private ModelOptions model;
  @Mixin private LaunchOptions options;

  @Override
  public Integer call() throws Exception {
    options.requireRunDirectory(spec);
    TrainedRun run = model.read();
    Session.run(run.configuration(options.overrides()), Stages.encoding(run));
    return 0;
  }
}
