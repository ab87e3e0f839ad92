package org.geovq.app;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options of every command that works on Spark with settings. */
final class LaunchOptions {
  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Overrides a key; repeatable.")
  private List<String> overrides = new ArrayList<>();

  @Option(names = "--run-dir", paramLabel = "PATH", description = "Run directory: run.directory.")
  private String runDirectory;

  @Option(names = "--master", paramLabel = "URL", description = "Spark master: spark.master.")
  private String master;

  @Option(
      names = "--deploy-mode",
      paramLabel = "MODE",
      description =
          "client: the driver is this process; cluster: one of the cluster's. Read by submit/geovq.")
  private String deployMode;

  /** Of commands to which the settings' own directory is that of another run. */
  void requireRunDirectory(CommandSpec command) {
    if (runDirectory == null) {
      throw new CommandLine.ParameterException(
          command.commandLine(), "Missing required option: '--run-dir=PATH'");
    }
  }

  /** What they set, key=value each; later ones win. */
  List<String> overrides() {
    List<String> all = new ArrayList<>(overrides);
    if (runDirectory != null) {
      all.add("run.directory=" + runDirectory);
    }
    if (master != null) {
      all.add("spark.master=" + master);
    }
    return all;
  }
}
