package org.geovq.app;

import java.util.concurrent.Callable;
import org.geovq.config.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "config", description = "Prints the resolved configuration with each key's origin.")
final class ConfigCommand implements Callable<Integer> {
  @Mixin private HelpOption help;
  @Mixin private RunOptions options;

  @Option(
      names = "--changed",
      description =
          "Print only what is not as in the defaults, as KEY=VALUE for --set: so the settings go to a"
              + " driver that has no file of this host.")
  private boolean changed;

  @Override
  public Integer call() {
    Configuration configuration = options.configuration();
    configuration.settings();
    if (changed) {
      configuration.changes().forEach(System.out::println);
      return 0;
    }
    for (Configuration.Entry entry : configuration.entries()) {
      System.out.printf("%-45s = %-20s # %s%n", entry.key(), entry.value(), entry.origin());
    }
    return 0;
  }
}
