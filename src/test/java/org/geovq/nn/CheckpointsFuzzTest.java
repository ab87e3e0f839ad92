package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.geovq.UserError;
import org.geovq.fuzz.Fuzz;
import org.geovq.nn.Checkpoints.Checkpoint;
import org.geovq.nn.Checkpoints.Running;
import org.geovq.nn.Checkpoints.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints of which one file is broken, by accident or by somebody who mends the checksums. */
class CheckpointsFuzzTest {
  private static final List<String> NAMES =
      List.of("parameters.npy", "updater.npy", "best.npy", "state.json", "checksums.json");
  private static final String[] WORDS = {
    "\"epoch\"", "\"step\"", "\"history\"", "\"identity\"", "\"parameter_length\"", "null", "{", "["
  };
  private static final Checkpoint WHOLE =
      new Checkpoint(
          new State(
              2,
              4,
              new Running(0.25, 7, 3.5, 1.0 / 3, 0.1),
              1.5,
              1,
              List.of(Map.of("epoch", 1, "loss", 1.5), Map.of("epoch", 2, "loss", 1.25))),
          new ModelState(new float[] {1, 2}, new float[] {3, 4, 5}, 24),
          new float[] {6, 7});

  @TempDir private java.nio.file.Path root;
  private java.nio.file.Path place;
  private Checkpoints checkpoints;
  private final List<byte[]> whole = new ArrayList<>();

  @BeforeEach
  void writeOne() throws IOException {
    Configurator.setLevel(Checkpoints.class, Level.ERROR);
    FileSystem files = FileSystem.getLocal(new Configuration(false)).getRawFileSystem();
    checkpoints = new Checkpoints(files, new Path(root.toUri()), Map.of("seed", "1"));
    checkpoints.write(WHOLE);
    place = root.resolve(WHOLE.state().name());
    for (String name : NAMES) {
      whole.add(Files.readAllBytes(place.resolve(name)));
    }
  }

  @AfterEach
  void warnAgain() {
    Configurator.setLevel(Checkpoints.class, Level.INFO);
  }

  /** Each file with its place in the list before it. */
  private List<byte[]> numbered(int count) {
    List<byte[]> numbered = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] bytes = new byte[whole.get(i).length + 1];
      bytes[0] = (byte) i;
      System.arraycopy(whole.get(i), 0, bytes, 1, whole.get(i).length);
      numbered.add(bytes);
    }
    return numbered;
  }

  @Test
  void aBrokenFile() {
    new Fuzz("checkpoint", numbered(5), WORDS)
        .run(
            input -> {
              int broken = replace(input, 5);
              Checkpoint read = checkpoints.latest().orElseThrow();
              // Only the list of checksums can be another one and say the same.
              assertTrue(broken == 4 || Arrays.equals(whole.get(broken), content(input)));
              requireWhole(read);
            });
  }

  @Test
  void aBrokenFileWhoseChecksumIsRight() {
    new Fuzz("checkpoint with mended checksums", numbered(4), WORDS)
        .run(
            input -> {
              replace(input, 4);
              mendChecksums();
              requireLegal(checkpoints.latest().orElseThrow());
            });
  }

  private int replace(byte[] input, int count) throws IOException {
    if (input.length == 0) {
      throw new UserError("Nothing.");
    }
    int broken = (input[0] & 0xff) % count;
    for (int i = 0; i < NAMES.size(); i++) {
      Files.write(place.resolve(NAMES.get(i)), i == broken ? content(input) : whole.get(i));
    }
    return broken;
  }

  private static byte[] content(byte[] input) {
    return Arrays.copyOfRange(input, 1, input.length);
  }

  private void mendChecksums() throws IOException {
    List<String> sums = new ArrayList<>();
    for (String name : NAMES.subList(0, 4)) {
      CRC32C sum = new CRC32C();
      sum.update(Files.readAllBytes(place.resolve(name)));
      sums.add("\"%s\": \"%s\"".formatted(name, Long.toHexString(sum.getValue())));
    }
    String list = "{\"crc32c\": {%s}}".formatted(String.join(", ", sums));
    Files.write(place.resolve("checksums.json"), list.getBytes(StandardCharsets.UTF_8));
  }

  private static void requireWhole(Checkpoint read) {
    assertEquals(WHOLE.state(), read.state());
    assertArrayEquals(WHOLE.model().parameters(), read.model().parameters());
    assertArrayEquals(WHOLE.model().updater(), read.model().updater());
    assertArrayEquals(WHOLE.best(), read.best());
  }

  /** What a training could have written. */
  private static void requireLegal(Checkpoint read) {
    State state = read.state();
    assertTrue(state.epoch() >= 0 && state.step() >= 0 && state.bestEpoch() <= state.epoch());
    assertTrue(read.model().iterations() >= 0);
    assertEquals(read.best().length, read.model().parameters().length);
    state.history().forEach(row -> assertTrue(row.get("epoch") instanceof Integer));
    assertTrue(Double.isFinite(state.running().weight()));
  }
}
