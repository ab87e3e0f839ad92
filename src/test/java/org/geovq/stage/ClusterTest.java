package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The graph stages on executors that are processes of their own, under Spark's local-cluster
 * master, started as a user starts them.
 */
class ClusterTest {
  private static final String MASTER = "local-cluster[2,1,1024]";

  /** Enough for the distances to take some seconds. */
  private static final List<String> LARGER =
      List.of("graph.nodes=12000", "graph.landmarks=4000", "codebook.table=driver");

  @TempDir private Path folder;

  @Test
  void anExecutorMayDieInTheMiddle() throws Exception {
    String[] settings = LARGER.toArray(String[]::new);
    Path here = copy("here");
    TinyRun.run(here, PartitionsTest.GRAPH_TO_CODES, settings);
    Path there = copy("there");
    Process run = start(there, settings);
    try {
      Path log = folder.resolve("there.log");
      waitFor(log, "geodesics: distances", run);
      // The executors are the only processes that it starts.
      run.children().findFirst().orElseThrow().destroyForcibly();
      assertTrue(run.waitFor(4, TimeUnit.MINUTES), "the run hangs");
      assertEquals(0, run.exitValue(), Files.readString(log));
      assertTrue(Files.readString(log).contains("Lost executor"), Files.readString(log));
    } finally {
      run.descendants().forEach(ProcessHandle::destroyForcibly);
      run.destroyForcibly();
    }
    TinyRun.assertSameCodes(here, there);
  }

  /** A run whose latents are there. */
  private Path copy(String name) throws Exception {
    Path run = folder.resolve(name);
    for (String output : List.of(Images.DIRECTORY, TrainVae.DIRECTORY, Latents.DIRECTORY)) {
      TinyRun.copy(TinyRun.shared().resolve(output), run.resolve(output));
    }
    return run;
  }

  private Process start(Path run, String... settings) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(command::add);
    String classes = System.getProperty("java.class.path");
    command.addAll(
        List.of(
            "-Xmx1g",
            "-Dspark.executor.extraClassPath=" + classes,
            "-cp",
            classes,
            "org.geovq.app.Main",
            "run",
            "--from",
            "build-graph",
            "--until",
            "assign-codes",
            "--master",
            MASTER,
            "--run-dir",
            run.toString()));
    TinyRun.settings(settings).forEach(setting -> command.addAll(List.of("--set", setting)));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(run.getFileName() + ".log").toFile());
    // Spark looks there for its own jars before it starts an executor; they are on the class path.
    builder.environment().put("SPARK_HOME", folder.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    Files.createDirectories(folder.resolve("jars"));
    return builder.start();
  }

  private static void waitFor(Path log, String words, Process run) throws Exception {
    while (!Files.readString(log).contains(words)) {
      assertTrue(run.isAlive(), Files.readString(log));
      Thread.sleep(20);
    }
  }
}
