package org.geovq.app;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.geovq.config.Configuration;
import picocli.CommandLine.Option;

/** Options of every command that reads the configuration. */
final class RunOptions {
  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description = "Configuration file (HOCON); sets what differs from the defaults.")
  private File file;

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

  Configuration configuration() {
    List<String> all = new ArrayList<>(overrides);
    if (runDirectory != null) {
      all.add("run.directory=" + runDirectory);
    }
    if (master != null) {
      all.add("spark.master=" + master);
    }
    return Configuration.load(file == null ? fromSystem() : file, all);
  }

  /** Typesafe Config's own way to name a file. */
  private static File fromSystem() {
    String path = System.getProperty("config.file");
    return path == null ? null : new File(path);
  }
}
