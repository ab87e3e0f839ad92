package org.geovq.app;

import java.util.concurrent.Callable;
import org.geovq.run.Versions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "version", description = "Prints the versions of geovq and of what it runs on.")
final class VersionCommand implements Callable<Integer> {
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    Versions.all().forEach((name, version) -> System.out.printf("%-15s %s%n", name, version));
    return 0;
  }
}
