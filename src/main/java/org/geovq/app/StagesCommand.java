package org.geovq.app;

import java.util.concurrent.Callable;
import org.geovq.run.Stage;
import org.geovq.stage.Stages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "stages", description = "Lists the stages in order, with what each writes.")
final class StagesCommand implements Callable<Integer> {
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    for (Stage stage : Stages.prototypes()) {
      // A stage that there is for each arm writes a directory below this one.
      String folder = stage.output().replaceFirst("/.*", "") + "/";
      System.out.printf("%-16s writes %-16s %s%n", stage.name(), folder, stage.about());
    }
    return 0;
  }
}
