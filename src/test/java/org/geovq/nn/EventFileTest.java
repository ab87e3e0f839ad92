package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileTest {
  @TempDir private Path root;

  private static Map<String, Object> row(int epoch, double time, Object... figures) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("epoch", epoch);
    for (int i = 0; i < figures.length; i += 2) {
      row.put((String) figures[i], figures[i + 1]);
    }
    row.put(EventFile.TIME, time);
    return row;
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Field by field: 2.0 seconds (09), version (1a); 2.0 seconds, step 1 (10), summary (2a) of one
   * value (0a) with its tag (0a) and the float 0.5 (15). The checksum of the first length, 24, is
   * the one that every event file begins with.
   */
  @Test
  void theBytesAreThoseOfTheFormat() throws IOException {
    byte[] bytes = EventFile.bytes(List.of(row(1, 2, "training_loss", 0.5)));
    String version = "090000000000000040" + "1a0d" + hex("brain.Event:2");
    String value = "0a0d" + hex("training/loss") + "150000003f";
    String event = "090000000000000040" + "1001" + "2a16" + "0a14" + value;
    String all = HexFormat.of().formatHex(bytes);
    assertEquals("1800000000000000" + "a37f4b22" + version, all.substring(0, 72));
    assertEquals("2300000000000000", all.substring(80, 96));
    assertEquals(event, all.substring(104, 174));
    assertEquals(182, all.length());
    assertEquals(2, records(bytes).size());
  }

  /** Records, whose checksums are proved bit by bit. */
  private static List<byte[]> records(byte[] file) {
    List<byte[]> records = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      int at = in.position();
      int length = Math.toIntExact(in.getLong());
      assertEquals(masked(Arrays.copyOfRange(file, at, at + 8)), in.getInt(), "of the length");
      byte[] data = new byte[length];
      in.get(data);
      assertEquals(masked(data), in.getInt(), "of the data");
      records.add(data);
    }
    return records;
  }

  /** CRC-32C by its definition: reflected polynomial 1EDC6F41. */
  private static int crc32c(byte[] data) {
    int crc = -1;
    for (byte b : data) {
      crc ^= b & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc >>> 1) ^ ((crc & 1) * 0x82F63B78);
      }
    }
    return ~crc;
  }

  private static int masked(byte[] data) {
    int crc = crc32c(data);
    return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
  }

  @Test
  void theTestsOwnChecksumGivesTheCheckValueOfItsDefinition() {
    assertEquals(0xE3069283, crc32c("123456789".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void figuresOfTheTrainingAndOfHeldOutDataAreGroupsOfTheirOwn() throws IOException {
    byte[] bytes =
        EventFile.bytes(
            List.of(
                row(
                    3,
                    5,
                    "training_loss",
                    4.5,
                    "weight",
                    0.25,
                    "learning_rate",
                    1e-3,
                    "loss",
                    5.0,
                    "kl_channel_1",
                    2,
                    "images_per_s",
                    300.0,
                    "seconds",
                    7.0)));
    String event = new String(records(bytes).get(1), StandardCharsets.ISO_8859_1);
    List<String> tags =
        List.of(
            "training/loss",
            "training/weight",
            "training/learning_rate",
            "validation/loss",
            "validation/kl_channel_1",
            "training/images_per_s",
            "training/seconds");
    int at = 0;
    for (String tag : tags) {
      at = event.indexOf(tag, at);
      assertTrue(at > 0, tag);
    }
    assertEquals(tags.size(), event.split("training/|validation/", -1).length - 1);
    assertTrue(!event.contains("unix_time") && !event.contains("epoch"), event);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("vae"))) {
      return files.toList();
    }
  }

  private EventFile file() throws IOException {
    return new EventFile(
        FileSystem.getLocal(new Configuration()),
        new org.apache.hadoop.fs.Path(root.toString(), "vae"));
  }

  /**
   * What a TensorBoard has read stays where it is, in the same file, and no checksum file of Hadoop
   * lies beside it.
   */
  @Test
  void aLongerHistoryGoesOnInTheSameFile() throws IOException {
    List<Map<String, Object>> history =
        new ArrayList<>(List.of(row(1, 1_700_000_000.5, "loss", 3)));
    file().write(history);
    Path first = files().get(0);
    Object inode = Files.getAttribute(first, "unix:ino");
    byte[] before = Files.readAllBytes(first);
    history.add(row(2, 1_700_000_060.5, "loss", 2));
    file().write(history);
    assertEquals(List.of(root.resolve("vae/events.out.tfevents.1700000000.geovq")), files());
    assertEquals(inode, Files.getAttribute(first, "unix:ino"));
    byte[] after = Files.readAllBytes(first);
    assertEquals(3, records(after).size());
    assertArrayEquals(before, Arrays.copyOf(after, before.length));
  }

  @Test
  void aTrainingThatBeginsAnewReplacesTheFile() throws IOException {
    file().write(List.of(row(1, 1_700_000_000, "loss", 3), row(2, 1_700_000_001, "loss", 3)));
    file().write(List.of(row(1, 1_700_000_090, "loss", 4)));
    assertEquals(List.of(root.resolve("vae/events.out.tfevents.1700000090.geovq")), files());
    assertEquals(2, records(Files.readAllBytes(files().get(0))).size());
  }
}
