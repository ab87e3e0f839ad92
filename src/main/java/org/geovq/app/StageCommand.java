package org.geovq.app;

import java.util.List;
import java.util.concurrent.Callable;
import org.geovq.run.Stage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command
final class StageCommand implements Callable<Integer> {
  private final Stage stage;
  @Mixin private HelpOption help;
  @Mixin private RunOptions options;

  @Option(names = "--force", description = "Does it again even though nothing changed.")
  private boolean force;

  StageCommand(Stage stage) {
    this.stage = stage;
  }

  @Override
  public Integer call() throws Exception {
    String name = stage.name();
    Session.run(options.configuration(), name, name, force ? List.of(name) : List.of());
    return 0;
  }
}
