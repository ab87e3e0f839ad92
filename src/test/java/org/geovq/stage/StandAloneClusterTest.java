package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.geovq.stage.RealCluster.End;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cluster that submit/cluster starts: a master and workers as processes of their own. */
class StandAloneClusterTest {
  @TempDir private Path folder;
  private RealCluster cluster;

  @BeforeEach
  void choosePort() throws Exception {
    cluster = new RealCluster(folder);
  }

  @Test
  void everyTrainingTaskHasTheGpuAddressOfItsExecutorAndStopEndsAllProcesses() throws Exception {
    String[] options = {"--memory", "1g", "--gpus-per-worker", "1"};
    try {
      End started = cluster.on("start", options);
      assertEquals(0, started.code(), started.output());
      assertEquals(cluster.master(), started.output().strip());
      assertEquals(2, cluster.on("start", options).code(), "a second one on the same place");
      List<String> executors = train(cluster.master());
      assertEquals(2, executors.size(), executors.toString());
      List<String> words = executors.stream().flatMap(e -> Stream.of(e.split(" "))).toList();
      assertEquals(2, List.of(words.get(0), words.get(2)).stream().distinct().count());
      assertEquals(2, List.of(words.get(1), words.get(3)).stream().distinct().count());
    } finally {
      List<ProcessHandle> processes = cluster.processes();
      assertEquals(3, processes.size());
      cluster.stop();
      assertTrue(processes.stream().noneMatch(ProcessHandle::isAlive));
    }
    assertEquals("", cluster.command("status").output());
  }

  @Test
  void wrongWordsAreToldInOneSentence() throws Exception {
    assertSentence("cluster: --workers is none; expected", "start", "--workers", "none");
    assertSentence("cluster: --memory is 4; expected such as", "start", "--memory", "4");
    assertSentence("cluster: there is no option --speed", "start", "--speed", "1");
    assertSentence("cluster: --cores needs a value", "start", "--cores");
    assertSentence("cluster: expected start, add-worker, stop or status", "begin");
  }

  private void assertSentence(String expected, String... arguments) throws Exception {
    End end = cluster.command(arguments);
    assertEquals(2, end.code());
    assertTrue(end.output().startsWith(expected), end.output());
  }

  /** Each executor with the address that its tasks had, such as "1 0". */
  private List<String> train(String master) throws Exception {
    Path log = folder.resolve("training.log");
    List<String> options =
        List.of(
            "-Xmx512m",
            "-Dspark.master=" + master,
            "-Dspark.app.name=addresses",
            "-Dspark.ui.enabled=false",
            "-Dspark.driver.host=127.0.0.1",
            "-Dspark.executor.extraClassPath=" + RealCluster.CLASSES,
            "-Dspark.executor.memory=600m",
            "-Dspark.scheduler.minRegisteredResourcesRatio=1",
            // Two tasks shall not wait for one executor.
            "-Dspark.locality.wait=0",
            "-Dspark.executor.resource.gpu.amount=1",
            "-Dspark.task.resource.gpu.amount=1");
    String program = AddressedTraining.class.getName();
    Path run = Files.createDirectories(folder.resolve("run"));
    Process process = ChildJvm.start(program, folder, log, options, List.of(run.toString()));
    try {
      assertTrue(process.waitFor(2, TimeUnit.MINUTES), "it hangs");
      assertEquals(0, process.exitValue(), Files.readString(log));
    } finally {
      process.destroyForcibly();
    }
    return Files.readAllLines(run.resolve(AddressedTraining.NOTES)).stream().distinct().toList();
  }
}
