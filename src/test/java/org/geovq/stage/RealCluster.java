package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The cluster that submit/cluster starts out of the tests' class path, and its processes. */
final class RealCluster {
  static final String CLASSES = System.getProperty("java.class.path");

  private final Path folder;
  private final String port;

  /** What a command ended with and printed. */
  record End(int code, String output) {}

  /**
   * Starts nothing yet.
   *
   * @param folder for what the commands print and what the cluster writes
   */
  RealCluster(Path folder) throws IOException {
    this.folder = folder;
    this.port = Integer.toString(freePort());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  String master() {
    return "spark://127.0.0.1:" + port;
  }

  /** A start, or another command that takes the master's port, with more options. */
  End on(String command, String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(command, "--port", port));
    arguments.addAll(Arrays.asList(options));
    return command(arguments.toArray(String[]::new));
  }

  End command(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("submit/cluster"));
    command.addAll(Arrays.asList(arguments));
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("GEOVQ_CLUSTER_DIR", folder.resolve("cluster").toString());
    builder.environment().put("GEOVQ_CLUSTER_CLASSES", CLASSES);
    Process process = builder.start();
    assertTrue(process.waitFor(90, TimeUnit.SECONDS), "it hangs");
    return new End(process.exitValue(), Files.readString(output));
  }

  /** Master and workers, as long as they live. */
  List<ProcessHandle> processes() throws IOException {
    return processes("*.pid");
  }

  List<ProcessHandle> workers() throws IOException {
    return processes("worker-*.pid");
  }

  private List<ProcessHandle> processes(String names) throws IOException {
    List<ProcessHandle> processes = new ArrayList<>();
    try (var files = Files.newDirectoryStream(folder.resolve("cluster"), names)) {
      for (Path file : files) {
        ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).ifPresent(processes::add);
      }
    }
    return processes;
  }

  /** The executors are the only processes that workers start. */
  List<ProcessHandle> executors() throws IOException {
    return workers().stream().flatMap(ProcessHandle::children).toList();
  }

  void stop() throws Exception {
    assertEquals(0, command("stop").code());
  }
}
