package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.geovq.run.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A training in processes of its own that are killed by SIGKILL, twice in an epoch, the second time
 * with a checkpoint half written. Tolerance: none; parameters and figures are the same to the last
 * bit as those of a training in one go. Each process has drawn its own part of it, so that this is
 * also the proof that another process trains the same.
 */
class KilledTrainingTest {
  /** A checkpoint after every round, and eight rounds an epoch. */
  private static final String[] SETTINGS = {
    "vae.training.epochs=3",
    "vae.training.averaging-frequency=1",
    "vae.training.checkpoint-interval-min=1e-9",
    // As many as the tests' Spark has task slots.
    "vae.training.workers=2"
  };

  @TempDir private Path folder;

  @Test
  void aTrainingKilledTwiceEndsAsOneThatWasNot() throws Exception {
    Path whole = copy("whole");
    TinyRun.run(whole, stages(), SETTINGS);
    Path killed = copy("killed");
    Path checkpoints = killed.resolve(".vae.partial/checkpoints");
    killIn(killed, checkpoints, 0);
    killIn(killed, checkpoints, 1);
    Path half = Files.createDirectories(checkpoints.resolve("epoch-000001-step-000000008"));
    Files.writeString(half.resolve("parameters.npy"), "half of");
    TinyRun.run(killed, stages(), SETTINGS);
    for (String file : List.of("last.npy", "parameters.npy")) {
      assertArrayEquals(bytes(whole, file), bytes(killed, file), file);
    }
    assertEquals(figures(whole), figures(killed));
  }

  private static List<org.geovq.run.Stage> stages() {
    return List.of(new Ingest(), new TrainVae());
  }

  private Path copy(String name) throws Exception {
    Path run = folder.resolve(name);
    TinyRun.copy(TinyRun.shared().resolve(Images.DIRECTORY), run.resolve(Images.DIRECTORY));
    return run;
  }

  /** Starts the program and kills it as soon as a checkpoint is there from within an epoch. */
  private void killIn(Path run, Path checkpoints, int finished) throws Exception {
    Path log = folder.resolve("killed-" + finished + ".log");
    List<String> arguments = new ArrayList<>(List.of("train-vae", "--master", "local[2]"));
    arguments.addAll(List.of("--run-dir", run.toString()));
    TinyRun.settings(SETTINGS).forEach(setting -> arguments.addAll(List.of("--set", setting)));
    Process process = ChildJvm.start(folder, log, List.of("-Xmx1g"), arguments);
    try {
      while (!isWithin(checkpoints, finished)) {
        assertTrue(process.isAlive(), () -> read(log));
        Thread.sleep(5);
      }
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
    assertTrue(Files.notExists(run.resolve("vae/_manifest.json")), "it was killed too late");
  }

  private static boolean isWithin(Path checkpoints, int finished) throws IOException {
    if (Files.notExists(checkpoints)) {
      return false;
    }
    String wanted = String.format("epoch-%06d-step-(?!000000000)\\d{9}", finished);
    try (Stream<Path> files = Files.list(checkpoints)) {
      return files.anyMatch(
          path ->
              path.getFileName().toString().matches(wanted)
                  && Files.exists(path.resolve("checksums.json")));
    }
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static byte[] bytes(Path run, String file) throws IOException {
    return Files.readAllBytes(run.resolve(TrainVae.DIRECTORY).resolve(file));
  }

  /** The history without what a clock says. */
  private static List<Map<String, Object>> figures(Path run) throws IOException {
    FileSystem files = FileSystem.getLocal(new Configuration());
    Path file = run.resolve(TrainVae.DIRECTORY).resolve(Models.HISTORY);
    @SuppressWarnings("unchecked")
    List<Map<String, Object>> rows =
        Json.read(files, new org.apache.hadoop.fs.Path(file.toString()), List.class);
    rows.forEach(row -> row.keySet().removeAll(List.of("seconds", "images_per_s", "unix_time")));
    return rows;
  }
}
