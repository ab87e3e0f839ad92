package org.geovq.stage;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program in a process of its own, as a user starts it, so that it can be killed. */
final class ChildJvm {
  private ChildJvm() {}

  /**
   * Starts it.
   *
   * @param folder for what Spark looks for; not of the run
   * @param log gets all that it says
   * @param options of the JVM
   * @param arguments of the program
   */
  static Process start(Path folder, Path log, List<String> options, List<String> arguments)
      throws IOException {
    return start("org.geovq.app.Main", folder, log, options, arguments);
  }

  /** The same of another program. */
  static Process start(
      String program, Path folder, Path log, List<String> options, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(command::add);
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    // Spark looks there for its own jars before it starts an executor; they are on the class path.
    builder.environment().put("SPARK_HOME", folder.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    Files.createDirectories(folder.resolve("jars"));
    return builder.start();
  }
}
