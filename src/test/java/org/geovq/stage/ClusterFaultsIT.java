package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs on a stand-alone cluster whose processes are killed by SIGKILL. Each ends with the codes,
 * the codebook and the metrics of a run that nobody disturbed. Spark's event log is the proof of
 * when what died.
 */
class ClusterFaultsIT {
  /** Enough for every stage to take some seconds; workers and partitions whoever is there. */
  private static final String[] SETTINGS = {
    "data.strokes.train-images=1500",
    "data.strokes.test-images=100",
    "data.validation-images=100",
    "data.partitions=2",
    "vae.training.epochs=3",
    "vae.training.averaging-frequency=5",
    "vae.training.workers=2",
    "prior.training.workers=2",
    "graph.nodes=12000",
    "graph.landmarks=1500",
    "codebook.table=executors",
    "sample.images=2000"
  };

  private static final int MOST_KILLED = 4;

  @TempDir private static Path folder;
  private static RealCluster cluster;
  private static Path undisturbed;

  @BeforeAll
  static void start() throws Exception {
    cluster = new RealCluster(folder);
    RealCluster.End end = cluster.on("start", "--memory", "1g");
    assertEquals(0, end.code(), end.output());
    undisturbed = folder.resolve("undisturbed");
    FaultyRun run = run(undisturbed);
    run.start("--until", "evaluate");
    run.assertDone();
    run.reportEqual("nothing: what the others are compared with");
  }

  private static FaultyRun run(Path directory) throws Exception {
    return new FaultyRun(folder, directory, cluster.master(), SETTINGS);
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.stop();
  }

  @ParameterizedTest
  @CsvSource({
    "train-vae, 'train-vae, epoch 2', 3",
    "build-graph, 'build-graph, neighbours', 1",
    "geodesics, geodesics, 2",
    "quantize, quantize, 12",
    "sample, sample, 2"
  })
  void anExecutorMayDie(String stage, String job, int nth) throws Exception {
    Path disturbed = copy(stage);
    FaultyRun run = run(disturbed);
    run.start("--until", "evaluate", "--force", stage);
    killAtWork(run, job, nth);
    run.assertDone();
    assertTrue(run.events().losses().get(0).startsWith(stage), run.events().losses().toString());
    assertTrue(run.events().failedTasks() > 0, "nothing was at work there");
    RunResults.assertSame(undisturbed, disturbed, SETTINGS);
    run.reportEqual("executor killed");
  }

  /**
   * Kills an executor in a job; between two tasks it counts for nothing, and one is killed in a
   * later job.
   */
  private static void killAtWork(FaultyRun run, String job, int nth) throws Exception {
    int next = nth;
    for (int killed = 1; killed <= MOST_KILLED; killed++) {
      run.awaitJob(job, next);
      cluster.executors().get(0).destroyForcibly();
      run.awaitLoss(killed);
      if (run.events().failedTasks() > 0) {
        return;
      }
      next = run.events().count(job) + 1;
    }
  }

  @Test
  void aWorkerMayDieAndAnotherJoin() throws Exception {
    Path disturbed = copy("worker");
    FaultyRun run = run(disturbed);
    run.start("--until", "evaluate", "--force", "geodesics");
    run.awaitJob("geodesics", 2);
    cluster.workers().get(0).destroyForcibly();
    RealCluster.End joined = cluster.on("add-worker", "--memory", "1g");
    assertEquals(0, joined.code(), joined.output());
    run.assertDone();
    assertTrue(run.events().losses().get(0).startsWith("geodesics"));
    // Two at first, and the one beside the new worker.
    assertEquals(3, run.events().executors());
    RunResults.assertSame(undisturbed, disturbed, SETTINGS);
    run.reportEqual("worker killed, another joined:");
  }

  @Test
  void theDriverMayDieAndTheCommandBeGivenAgain() throws Exception {
    Path disturbed = folder.resolve("driver");
    TinyRun.copy(undisturbed.resolve(Images.DIRECTORY), disturbed.resolve(Images.DIRECTORY));
    kill(disturbed, "train-vae, epoch 2", 2);
    String again = kill(disturbed, "geodesics", 1);
    assertTrue(again.contains("vae.training: goes on after epoch 1, step 0"), again);
    FaultyRun last = run(disturbed);
    last.start("--until", "evaluate");
    last.assertDone();
    String skipped =
        "skipped, done before and unchanged: ingest, train-vae, extract-latents, build-graph\n";
    assertTrue(last.said().contains(skipped), last.said());
    RunResults.assertSame(undisturbed, disturbed, SETTINGS);
    last.reportEqual(
        "driver killed in train-vae, command given again, killed in geodesics, given again");
  }

  /** Kills the driver in a job, sees its executors go, and gives what it said. */
  private static String kill(Path directory, String job, int nth) throws Exception {
    FaultyRun run = run(directory);
    run.start("--until", "evaluate");
    run.awaitJob(job, nth);
    assertEquals(2, cluster.executors().size());
    run.kill();
    long end = System.nanoTime() + 30_000_000_000L;
    while (!cluster.executors().isEmpty()) {
      assertTrue(System.nanoTime() < end, "executors outlive their driver");
      Thread.sleep(100);
    }
    return run.said();
  }

  private static Path copy(String name) throws Exception {
    Path run = folder.resolve(name);
    TinyRun.copy(undisturbed, run);
    return run;
  }
}
