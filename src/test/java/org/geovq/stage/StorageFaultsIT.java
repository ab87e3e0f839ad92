package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs on a stand-alone cluster whose storage fails them: each says so in one sentence with exit
 * code 2, loses nothing, and once that is mended ends as a run that nothing happened to.
 */
class StorageFaultsIT {
  /** As many of each as the cluster has cores, whoever has registered when a run begins. */
  private static final String[] SETTINGS = {
    "data.partitions=2", "vae.training.workers=2", "prior.training.workers=2"
  };

  /** Sizes of a disk, and what is said at each: for the lock, latents, and distances. */
  private static final String[][] FULL = {
    {"4k", "No space is left, in file:"},
    {"500k", "No space is left, in file:"},
    {"900k", "do not fit the 0 MiB that are free in file:"}
  };

  @TempDir private static Path shared;
  private static RealCluster cluster;
  private static Path undisturbed;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws Exception {
    cluster = new RealCluster(shared);
    RealCluster.End end = cluster.on("start", "--memory", "1g");
    assertEquals(0, end.code(), end.output());
    undisturbed = shared.resolve("undisturbed");
    FaultyRun run = new FaultyRun(shared, undisturbed, cluster.master(), SETTINGS);
    run.start("--until", "evaluate");
    run.assertDone();
    run.reportEqual("nothing: what the others are compared with");
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.stop();
  }

  @Test
  void aFullDisk() throws Exception {
    Path disk = Files.createDirectories(folder.resolve("disk"));
    assumeTrue(
        system("mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", disk.toString()) == 0,
        "no tmpfs can be mounted here, which takes root");
    try {
      Path run = disk.resolve("run");
      List<String> done = List.of();
      for (String[] full : FULL) {
        resize(disk, full[0]);
        FaultyRun stopped = run(run);
        stopped.start("--until", "evaluate");
        stopped.assertRefused(full[1]);
        assertTrue(stages(run).containsAll(done), "what was done is lost");
        done = stages(run);
        stopped.reportRefused("disk of " + full[0] + " full, done: " + done);
      }
      assertEquals(4, done.size(), "the disk was full too early: " + done);
      resize(disk, "64m");
      FaultyRun mended = run(run);
      mended.start("--until", "evaluate");
      mended.assertDone();
      RunResults.assertSame(undisturbed, run, SETTINGS);
      mended.reportEqual("then 64m");
    } finally {
      system("umount", "-l", disk.toString());
    }
  }

  private static void resize(Path disk, String size) throws Exception {
    assertEquals(0, system("mount", "-o", "remount,size=" + size, disk.toString()));
  }

  /** Stages that look whole. */
  private static List<String> stages(Path run) throws Exception {
    try (Stream<Path> files = Files.walk(run)) {
      return files
          .filter(file -> file.getFileName().toString().equals("_manifest.json"))
          .map(file -> run.relativize(file.getParent()).toString())
          .filter(stage -> !stage.startsWith("."))
          .toList();
    }
  }

  private static int system(String... command) throws Exception {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    return process.exitValue();
  }

  @ParameterizedTest
  @CsvSource({
    "latents, build-graph, true",
    "graph, geodesics, false",
  })
  void aFlippedByte(String table, String reader, boolean checksumFile) throws Exception {
    Path run = folder.resolve("run");
    TinyRun.copy(undisturbed, run);
    Path file = first(run.resolve(table), ".parquet");
    flip(file);
    if (!checksumFile) {
      Files.delete(file.resolveSibling("." + file.getFileName() + ".crc"));
    }
    FaultyRun damaged = run(run);
    damaged.start("--until", "evaluate", "--force", reader);
    damaged.assertRefused(damaged(file));
    damaged.reportRefused("byte flipped in " + table + "/, file with checksum: " + checksumFile);
    assertGoesOnWithout(run.resolve(table), run);
  }

  @Test
  void aTableCutShort() throws Exception {
    Path run = folder.resolve("run");
    TinyRun.copy(undisturbed, run);
    Path file = first(run.resolve("geodesics"), ".parquet");
    Files.delete(file.resolveSibling("." + file.getFileName() + ".crc"));
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.setLength(open.length() / 2);
    }
    FaultyRun damaged = run(run);
    damaged.start("--until", "evaluate", "--force", "quantize");
    damaged.assertRefused("remove the folder file:" + file.getParent());
    damaged.reportRefused("file of geodesics/ cut to its half, without checksum");
    assertGoesOnWithout(run.resolve("geodesics"), run);
  }

  @Test
  void damagedCheckpoints() throws Exception {
    Path run = folder.resolve("run");
    TinyRun.copy(undisturbed.resolve(Images.DIRECTORY), run.resolve(Images.DIRECTORY));
    Path checkpoints = run.resolve(".vae.partial/checkpoints");
    FaultyRun killed = run(run);
    killed.start("--until", "evaluate");
    killed.awaitJob("train-vae, epoch 2", 1);
    killed.kill();
    flip(first(checkpoints, "parameters.npy"));
    FaultyRun damaged = run(run);
    damaged.start("--until", "evaluate");
    damaged.assertRefused(
        checkpoints + ": every checkpoint is damaged: remove the folder to train from the start.");
    damaged.reportRefused("driver killed in train-vae, byte flipped in its only checkpoint");
    assertGoesOnWithout(checkpoints, run);
  }

  private static String damaged(Path file) {
    return file.getFileName() + " is damaged: remove the folder file:" + file.getParent();
  }

  private void assertGoesOnWithout(Path folder, Path run) throws Exception {
    assertEquals(0, system("rm", "-r", folder.toString()));
    FaultyRun mended = run(run);
    mended.start("--until", "evaluate");
    mended.assertDone();
    RunResults.assertSame(undisturbed, run, SETTINGS);
    mended.reportEqual("then the folder removed");
  }

  @Test
  void aSecondRunIsRefusedAsLongAsTheFirstLives() throws Exception {
    Path run = folder.resolve("run");
    FaultyRun first = run(run);
    first.start("--until", "evaluate");
    first.awaitJob("ingest", 1);
    FaultyRun second = run(run);
    second.start("--until", "evaluate");
    second.assertRefused("file:" + run + " is in use by process " + first.process());
    second.reportRefused("second run on a directory in use");
    first.kill();
    FaultyRun third = run(run);
    third.start("--until", "evaluate");
    third.assertDone();
    assertFalse(Files.exists(run.resolve(".lock")));
    RunResults.assertSame(undisturbed, run, SETTINGS);
    third.reportEqual("then the first killed");
  }

  private FaultyRun run(Path directory) throws Exception {
    return new FaultyRun(folder, directory, cluster.master(), SETTINGS);
  }

  private static Path first(Path directory, String end) throws Exception {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(end)).sorted().findFirst().orElseThrow();
    }
  }

  /** In the middle, where data lies. */
  private static void flip(Path file) throws Exception {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.seek(open.length() / 2);
      int value = open.read();
      open.seek(open.length() / 2);
      open.write(value ^ 1);
    }
  }
}
