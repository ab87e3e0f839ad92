package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.geovq.UserError;
import org.geovq.nn.Checkpoints.Checkpoint;
import org.geovq.nn.Checkpoints.Running;
import org.geovq.nn.Checkpoints.State;
import org.geovq.run.FileByFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  private static final Map<String, String> IDENTITY = Map.of("seed", "1", "workers", "2");
  private FileSystem files;
  private Path directory;
  private Checkpoints checkpoints;

  @BeforeEach
  void openFileSystem(@TempDir java.nio.file.Path root) throws IOException {
    files = FileSystem.getLocal(new Configuration());
    directory = new Path(root.toString(), "checkpoints");
    checkpoints = new Checkpoints(files, directory, IDENTITY);
  }

  /** Parameters (epoch, step), an updater of three, best (-epoch, 0). */
  private static Checkpoint after(int epoch, int step) {
    State state =
        new State(
            epoch,
            step,
            new Running(0.25, 7, 3.5, 1.0 / 3, 0.1),
            1.5,
            1,
            List.of(Map.of("epoch", 1, "loss", 1.5)));
    return new Checkpoint(
        state,
        new ModelState(new float[] {epoch, step}, new float[] {0, 0, epoch}, 10 * epoch + step),
        new float[] {-epoch, 0});
  }

  private static Checkpoint after(int epoch) {
    return after(epoch, 0);
  }

  private List<String> names() throws IOException {
    return Arrays.stream(files.listStatus(directory))
        .map(FileStatus::getPath)
        .map(Path::getName)
        .sorted()
        .toList();
  }

  private void spoil(String path) throws IOException {
    try (OutputStream out = files.create(new Path(directory, path), true)) {
      out.write("spoilt".getBytes(StandardCharsets.US_ASCII));
    }
  }

  private int latestEpoch() throws IOException {
    return checkpoints.latest().orElseThrow().state().epoch();
  }

  @Test
  void thereIsNoneBeforeTheFirst() throws IOException {
    assertTrue(checkpoints.latest().isEmpty());
  }

  @Test
  void theLatestComesBackAsItWasWritten() throws IOException {
    checkpoints.write(after(1));
    checkpoints.write(after(1, 4));
    Checkpoint read = checkpoints.latest().orElseThrow();
    assertEquals(after(1, 4).state(), read.state());
    assertEquals(14, read.model().iterations());
    assertArrayEquals(new float[] {1, 4}, read.model().parameters());
    assertArrayEquals(new float[] {0, 0, 1}, read.model().updater());
    assertArrayEquals(new float[] {-1, 0}, read.best());
  }

  /** As it is when no epoch has had a loss that is a number. */
  @Test
  void aBestLossOfInfinityComesBack() throws IOException {
    State state =
        new State(1, 0, new Running(1, 0, 0, 0, 0), Double.POSITIVE_INFINITY, 0, List.of());
    ModelState model = new ModelState(new float[0], new float[0], 10);
    checkpoints.write(new Checkpoint(state, model, new float[0]));
    assertEquals(state, checkpoints.latest().orElseThrow().state());
  }

  /** Persian has digits of its own, which no name may have. */
  @Test
  void theLocaleDoesNotMatter() throws IOException {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("fa-IR-u-nu-arabext"));
    try {
      assertEquals("\u06f5", "%d".formatted(5));
      checkpoints.write(after(3, 5));
      assertEquals(5, checkpoints.latest().orElseThrow().state().step());
    } finally {
      Locale.setDefault(before);
    }
  }

  /** By epoch first, then by step, as numbers. */
  @Test
  void theNewestTwoAreKept() throws IOException {
    for (int epoch = 8; epoch <= 10; epoch++) {
      checkpoints.write(after(epoch));
      checkpoints.write(after(epoch, 9));
      checkpoints.write(after(epoch, 16));
    }
    assertEquals(List.of("epoch-000010-step-000000009", "epoch-000010-step-000000016"), names());
    assertEquals(16, checkpoints.latest().orElseThrow().state().step());
  }

  @Test
  void aStateWrittenAgainReplacesItsCheckpoint() throws IOException {
    checkpoints.write(after(1));
    checkpoints.write(after(1));
    assertEquals(List.of("epoch-000001-step-000000000"), names());
    assertEquals(1, latestEpoch());
  }

  @Test
  void whatAKilledWriteLeftIsIgnoredAndRemoved() throws IOException {
    checkpoints.write(after(1));
    spoil("epoch-000001-step-000000004/parameters.npy");
    assertEquals(1, latestEpoch());
    checkpoints.write(after(2));
    assertEquals(List.of("epoch-000001-step-000000000", "epoch-000002-step-000000000"), names());
  }

  /** Where a directory is neither removed nor renamed in one step, as on S3. */
  @Test
  void whereverAWriteDiesTheFormerCheckpointOrTheNewOneIsThere(@TempDir java.nio.file.Path folder)
      throws IOException {
    FileByFile dying = FileByFile.open();
    boolean dies = true;
    int deaths = -1;
    while (dies) {
      deaths++;
      Checkpoints several =
          new Checkpoints(dying, new Path(folder.toString(), "deaths-" + deaths), IDENTITY);
      dying.dieAfter(deaths);
      int written = writeUntilDeath(several);
      dying.revive();
      dies = written < 4;
      int found = several.latest().map(c -> c.state().epoch()).orElse(0);
      assertTrue(found == written || found == written + 1, found + " after " + written);
      several.write(after(9));
      assertEquals(9, several.latest().orElseThrow().state().epoch());
    }
    assertTrue(deaths > 20, "steps: " + deaths);
  }

  /** Writes four, the last two of which each remove one; how many were written to the end. */
  private static int writeUntilDeath(Checkpoints several) throws IOException {
    int written = 0;
    try {
      for (int epoch = 1; epoch <= 4; epoch++) {
        several.write(after(epoch));
        written = epoch;
      }
    } catch (IOException e) {
      assertEquals("the process died", e.getMessage());
    }
    return written;
  }

  private static final List<String> FILES =
      List.of("parameters.npy", "updater.npy", "best.npy", "state.json", "checksums.json");

  @Test
  void aDamagedNewestOneIsPassedOver() throws IOException {
    for (String name : FILES) {
      checkpoints.write(after(1));
      checkpoints.write(after(2));
      spoil("epoch-000002-step-000000000/" + name);
      assertEquals(1, latestEpoch(), name);
    }
  }

  /** Written past Hadoop's own checksums, as a bad disk would. */
  @Test
  void oneBitThatFellOverAndAMissingEndAreDamages() throws IOException {
    for (String name : FILES) {
      for (boolean cut : new boolean[] {true, false}) {
        checkpoints.write(after(1));
        checkpoints.write(after(2));
        Path file = new Path(directory, "epoch-000002-step-000000000/" + name);
        damage(java.nio.file.Path.of(file.toUri().getPath()), cut);
        assertEquals(1, latestEpoch(), name + (cut ? " cut" : " flipped"));
      }
    }
  }

  private static void damage(java.nio.file.Path file, boolean cut) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, cut ? Arrays.copyOf(bytes, bytes.length - 1) : bytes);
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
  }

  @Test
  void ifAllAreDamagedTheFolderIsNamed() throws IOException {
    checkpoints.write(after(1));
    spoil("epoch-000001-step-000000000/best.npy");
    UserError error = assertThrows(UserError.class, checkpoints::latest);
    assertEquals(
        directory + ": every checkpoint is damaged: remove the folder to train from the start.",
        error.getMessage());
  }

  @Test
  void aCheckpointOfAnotherTrainingSaysInWhatTheyDiffer() throws IOException {
    new Checkpoints(files, directory, Map.of("seed", "1", "workers", "3")).write(after(1));
    UserError error = assertThrows(UserError.class, checkpoints::latest);
    assertTrue(
        error.getMessage().contains("is of a training with workers = 3, and this one has 2"),
        error.getMessage());
  }
}
