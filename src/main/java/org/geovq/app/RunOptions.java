package org.geovq.app;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.geovq.config.Configuration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of every command that reads the configuration. */
final class RunOptions {
  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description = "Configuration file (HOCON); sets what differs from the defaults.")
  private File file;

  @Mixin private LaunchOptions launch;

  Configuration configuration() {
    return configuration(List.of(), List.of());
  }

  /**
   * The configuration with other settings around those of the command line.
   *
   * @param beneath key=value each, over the file
   * @param above key=value each, over all
   */
  Configuration configuration(List<String> beneath, List<String> above) {
    List<String> all = new ArrayList<>(beneath);
    all.addAll(launch.overrides());
    all.addAll(above);
    return Configuration.load(file == null ? fromSystem() : file, all);
  }

  /** Typesafe Config's own way to name a file. */
  private static File fromSystem() {
    String path = System.getProperty("config.file");
    return path == null ? null : new File(path);
  }
}
