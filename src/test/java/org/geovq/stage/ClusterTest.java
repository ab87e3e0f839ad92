package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
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
    String classes = System.getProperty("java.class.path");
    List<String> arguments =
        new ArrayList<>(List.of("run", "--from", "build-graph", "--until", "assign-codes"));
    arguments.addAll(List.of("--master", MASTER, "--run-dir", run.toString()));
    TinyRun.settings(settings).forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return ChildJvm.start(
        folder,
        folder.resolve(run.getFileName() + ".log"),
        List.of("-Xmx1g", "-Dspark.executor.extraClassPath=" + classes),
        arguments);
  }

  private static void waitFor(Path log, String words, Process run) throws Exception {
    while (!Files.readString(log).contains(words)) {
      assertTrue(run.isAlive(), Files.readString(log));
      Thread.sleep(20);
    }
  }
}
