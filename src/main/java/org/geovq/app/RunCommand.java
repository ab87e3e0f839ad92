package org.geovq.app;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.geovq.run.Stage;
import org.geovq.stage.Stages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "run", description = "Runs what is missing or changed, in order.")
final class RunCommand implements Callable<Integer> {
  private static final List<Stage> STAGES = Stages.prototypes();

  @Mixin private HelpOption help;
  @Mixin private RunOptions options;

  @Option(
      names = "--from",
      paramLabel = "STAGE",
      description = "First stage, for every arm; the ones before must be done.")
  private String from = STAGES.get(0).name();

  @Option(names = "--until", paramLabel = "STAGE", description = "Last stage.")
  private String until = STAGES.get(STAGES.size() - 1).name();

  @Option(
      names = "--force",
      paramLabel = "STAGE",
      description = "Does a stage again, and what follows; repeatable.")
  private List<String> force = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    Session.run(options.configuration(), from, until, force);
    return 0;
  }
}
