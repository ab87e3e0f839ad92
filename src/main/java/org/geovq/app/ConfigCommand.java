package org.geovq.app;

import java.util.concurrent.Callable;
import org.geovq.config.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "config", description = "Prints the resolved configuration with each key's origin.")
final class ConfigCommand implements Callable<Integer> {
  @Mixin private HelpOption help;
  @Mixin private RunOptions options;

  @Override
  public Integer call() {
    Configuration configuration = options.configuration();
    configuration.settings();
    for (Configuration.Entry entry : configuration.entries()) {
      System.out.printf("%-45s = %-20s # %s%n", entry.key(), entry.value(), entry.origin());
    }
    return 0;
  }
}
