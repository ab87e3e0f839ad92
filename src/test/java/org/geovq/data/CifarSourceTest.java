package org.geovq.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.geovq.UserError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CifarSourceTest {
  private static final String ARCHIVE = "cifar-10-binary.tar.gz";
  private static final String FOLDER = "cifar-10-batches-bin/";

  private final MemoryFiles files = new MemoryFiles();

  /** Batches 1, 2 and 10 of 3, 4 and 2 records, and 3 to test on; image i begins with i. */
  private void put(boolean archive) throws IOException {
    List<String> names =
        List.of("data_batch_10.bin", "data_batch_2.bin", "test_batch.bin", "data_batch_1.bin");
    List<byte[]> contents = List.of(records(7, 2), records(3, 4), records(9, 3), records(0, 3));
    if (!archive) {
      for (int i = 0; i < names.size(); i++) {
        files.files.put(FOLDER + names.get(i), contents.get(i));
      }
      return;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      entry(tar, FOLDER + "readme.html", new byte[700]);
      for (int i = 0; i < names.size(); i++) {
        entry(tar, FOLDER + names.get(i), contents.get(i));
      }
    }
    files.files.put(ARCHIVE, MemoryFiles.gzip(bytes.toByteArray()));
  }

  private static void entry(TarArchiveOutputStream tar, String name, byte[] content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(content.length);
    entry.setModTime(0);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  /** Image i has the label i % 10; red is i everywhere, green 100 + column, blue 200 + row. */
  private static byte[] records(int first, int count) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = first; i < first + count; i++) {
      bytes.write(i % 10);
      for (int p = 0; p < 1024; p++) {
        bytes.write(i);
      }
      for (int p = 0; p < 1024; p++) {
        bytes.write(100 + p % 32);
      }
      for (int p = 0; p < 1024; p++) {
        bytes.write(200 + p / 32);
      }
    }
    return bytes.toByteArray();
  }

  @AfterEach
  void noFileIsLeftOpen() {
    assertEquals(0, files.open);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void batchesFollowTheirNumbersAndPlanesBecomePixels(boolean archive) throws IOException {
    put(archive);
    CifarSource source = new CifarSource(files, 2, 1);
    assertEquals(new ImageShape(32, 32, 3), source.shape());
    assertEquals(7, source.count(Split.TRAIN));
    assertEquals(2, source.count(Split.VALIDATION));
    assertEquals(3, source.count(Split.TEST));
    int id = 0;
    for (ImageStream images = source.images(); images.hasNext(); id++) {
      LabelledImage image = images.next();
      assertEquals(id, image.id());
      assertEquals(id % 10, image.label());
      assertEquals(id >= 9, image.split() == Split.TEST);
      for (int p = 0; p < 1024; p++) {
        byte[] expected = {(byte) id, (byte) (100 + p % 32), (byte) (200 + p / 32)};
        assertArrayEquals(expected, Arrays.copyOfRange(image.pixels(), 3 * p, 3 * p + 3));
      }
    }
    assertEquals(12, id);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void partsHoldEveryImageOnce(boolean archive) throws IOException {
    put(archive);
    for (int wanted : new int[] {1, 3, 5, 12, 40}) {
      TreeSet<Long> ids = new TreeSet<>();
      List<Byte> reds = new ArrayList<>();
      for (ImagePart part : new CifarSource(files, 2, 1).parts(wanted)) {
        for (ImageStream images = part.open(); images.hasNext(); ) {
          LabelledImage image = images.next();
          assertTrue(ids.add(image.id()));
          reds.add(image.pixels()[0]);
        }
      }
      assertEquals(12, ids.size());
      for (int i = 0; i < 12; i++) {
        assertEquals(i, reds.get(i).intValue());
      }
    }
  }

  @Test
  void aPartThatIsNotReadToItsEndCanBeClosed() throws IOException {
    put(true);
    ImageStream images = new CifarSource(files, 2, 1).images();
    images.next();
    images.close();
  }

  @Test
  void fileThatIsNotOfWholeRecordsIsRefused() throws IOException {
    put(false);
    files.files.put(FOLDER + "data_batch_2.bin", new byte[3000]);
    assertFails(
        "/mnist/cifar-10-batches-bin/data_batch_2.bin holds 3000 bytes: expected 1 to 100000000"
            + " records of 3073 bytes");
  }

  @Test
  void aFolderWithoutTestImagesIsRefused() {
    files.files.put("data_batch_1.bin", records(0, 3));
    assertFails(
        "data.dir: /mnist holds 1 files data_batch_N.bin and 0 files test_batch.bin, in folders or"
            + " in cifar-10-binary.tar.gz: expected at least one to train on and one for testing");
  }

  @Test
  void theSameBatchInTwoFoldersIsRefused() throws IOException {
    put(false);
    files.files.put("data_batch_1.bin", records(0, 3));
    assertFails(
        "data.dir: /mnist/cifar-10-batches-bin/data_batch_1.bin and /mnist/data_batch_1.bin have the"
            + " same number: expected each once");
  }

  @Test
  void labelBeyondTheClassesNamesTheRecord() throws IOException {
    put(false);
    files.files.get(FOLDER + "data_batch_2.bin")[3073] = 77;
    ImageStream images = new CifarSource(files, 2, 1).images(3, 12);
    images.next();
    UserError error = assertThrows(UserError.class, images::next);
    assertEquals(
        "/mnist/cifar-10-batches-bin/data_batch_2.bin: record 1 has the label 77, but CIFAR-10 has"
            + " labels from 0 to 9",
        error.getMessage());
  }

  @Test
  void archiveThatIsCutOffIsRefused() throws IOException {
    put(true);
    byte[] whole = files.files.get(ARCHIVE);
    for (int length = 1; length < whole.length; length += 97) {
      files.files.put(ARCHIVE, Arrays.copyOf(whole, length));
      UserError error = assertThrows(UserError.class, () -> new CifarSource(files, 2, 1));
      assertTrue(error.getMessage().contains(ARCHIVE), error.getMessage());
    }
  }

  private void assertFails(String message) {
    UserError error = assertThrows(UserError.class, () -> new CifarSource(files, 2, 1));
    assertEquals(message, error.getMessage());
  }
}
