package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.geovq.UserError;
import org.geovq.nn.Checkpoints.Checkpoint;
import org.geovq.nn.Checkpoints.State;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  private FileSystem files;
  private Path directory;
  private Checkpoints checkpoints;

  @BeforeEach
  void openFileSystem(@TempDir java.nio.file.Path root) throws IOException {
    files = FileSystem.getLocal(new Configuration());
    directory = new Path(root.toString(), "checkpoints");
    checkpoints = new Checkpoints(files, directory);
  }

  /** Parameters (epoch, 0), an updater of three, best (-epoch, 0). */
  private static Checkpoint after(int epoch) {
    State state =
        new State(epoch, 10 * epoch, 0.25, 1.5, 1, 2, 3, List.of(Map.of("epoch", 1, "loss", 1.5)));
    return new Checkpoint(
        state, new float[] {epoch, 0}, new float[] {0, 0, epoch}, new float[] {-epoch, 0});
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
    checkpoints.write(after(2));
    Checkpoint read = checkpoints.latest().orElseThrow();
    assertEquals(after(2).state(), read.state());
    assertArrayEquals(new float[] {2, 0}, read.parameters());
    assertArrayEquals(new float[] {0, 0, 2}, read.updater());
    assertArrayEquals(new float[] {-2, 0}, read.best());
  }

  /** As it is when no epoch has had a loss that is a number. */
  @Test
  void aBestLossOfInfinityComesBack() throws IOException {
    State state = new State(1, 10, 0.25, Double.POSITIVE_INFINITY, 0, 0, 0, List.of());
    checkpoints.write(new Checkpoint(state, new float[0], new float[0], new float[0]));
    assertEquals(state, checkpoints.latest().orElseThrow().state());
  }

  @Test
  void theNewestTwoAreKept() throws IOException {
    for (int epoch = 8; epoch <= 11; epoch++) {
      checkpoints.write(after(epoch));
    }
    assertEquals(List.of("epoch-000010", "epoch-000011"), names());
    assertEquals(11, latestEpoch());
  }

  @Test
  void anEpochWrittenAgainReplacesItsCheckpoint() throws IOException {
    checkpoints.write(after(1));
    checkpoints.write(after(1));
    assertEquals(List.of("epoch-000001"), names());
    assertEquals(1, latestEpoch());
  }

  @Test
  void whatAKilledWriteLeftIsIgnoredAndReplaced() throws IOException {
    checkpoints.write(after(1));
    spoil(".epoch-000002.partial/parameters.npy");
    spoil(".epoch-000002.partial/rubbish");
    assertEquals(1, latestEpoch());
    checkpoints.write(after(2));
    assertEquals(2, latestEpoch());
    assertEquals(List.of("epoch-000001", "epoch-000002"), names());
    assertFalse(files.exists(new Path(directory, "epoch-000002/rubbish")));
  }

  @Test
  void aDamagedVectorIsNamed() throws IOException {
    for (String name : List.of("parameters.npy", "updater.npy", "best.npy")) {
      checkpoints.write(after(1));
      spoil("epoch-000001/" + name);
      UserError error = assertThrows(UserError.class, checkpoints::latest);
      assertTrue(error.getMessage().contains("epoch-000001/" + name), error.getMessage());
    }
  }

  @Test
  void aDamagedStateIsNamed() throws IOException {
    checkpoints.write(after(1));
    spoil("epoch-000001/state.json");
    UserError error = assertThrows(UserError.class, checkpoints::latest);
    assertTrue(error.getMessage().contains("epoch-000001/state.json"), error.getMessage());
  }
}
