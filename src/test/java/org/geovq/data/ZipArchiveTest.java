package org.geovq.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.geovq.UserError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZipArchiveTest {
  private static final String NAME = "faces.zip";

  private final MemoryFiles files = new MemoryFiles();
  private final ZipArchive archive = new ZipArchive(files, NAME);

  @AfterEach
  void noFileIsLeftOpen() {
    assertEquals(0, files.open);
  }

  private static byte[] content(String name) {
    return (name + " ").repeat(50).getBytes(StandardCharsets.UTF_8);
  }

  private void zip(boolean stored, String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : names) {
        ZipEntry entry = new ZipEntry(name);
        if (stored) {
          CRC32 crc = new CRC32();
          crc.update(content(name));
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(content(name).length);
          entry.setCrc(crc.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(content(name));
      }
      zip.setComment("a comment of PK\5\6 that looks like an end");
    }
    files.files.put(NAME, bytes.toByteArray());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void imagesAreListedByNameAndReadInAnyOrder(boolean stored) throws IOException {
    zip(stored, "x/c.jpg", "x/a.JPEG", "notes.txt", "x/b.png", "__MACOSX/x/b.png", "x/._b.png");
    List<EncodedFile> list = archive.list();
    assertEquals(
        List.of("x/a.JPEG", "x/b.png", "x/c.jpg"), list.stream().map(EncodedFile::name).toList());
    try (EncodedFiles.Reader reader = archive.open()) {
      for (int i : new int[] {0, 1, 2, 2, 0}) {
        assertArrayEquals(content(list.get(i).name()), reader.read(list.get(i)));
      }
    }
  }

  @Test
  void zip64IsRead() throws IOException {
    SeekableInMemoryByteChannel bytes = new SeekableInMemoryByteChannel();
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
      zip.setUseZip64(Zip64Mode.Always);
      for (String name : List.of("a.jpg", "b.jpg")) {
        zip.putArchiveEntry(new ZipArchiveEntry(name));
        zip.write(content(name));
        zip.closeArchiveEntry();
      }
    }
    files.files.put(NAME, Arrays.copyOf(bytes.array(), (int) bytes.size()));
    List<EncodedFile> list = archive.list();
    assertEquals(2, list.size());
    try (EncodedFiles.Reader reader = archive.open()) {
      assertArrayEquals(content("b.jpg"), reader.read(list.get(1)));
    }
  }

  @Test
  void nameThatLeavesTheArchiveIsRefused() throws IOException {
    zip(false, "x/../../a.jpg");
    assertFails("/mnist/faces.zip: the name x/../../a.jpg leaves the archive");
  }

  @Test
  void fileThatIsNoArchiveIsRefused() {
    files.files.put(NAME, new byte[100]);
    assertFails("/mnist/faces.zip: it is cut off or no zip archive, as it has no end record");
  }

  /** What it announces is looked at before anything is allocated. */
  @Test
  void hugeFileIsRefusedBeforeItIsUnpacked() throws IOException {
    zip(false, "a.jpg");
    header().putInt(24, 1 << 30);
    assertFails(
        "/mnist/faces.zip: a.jpg has 1073741824 bytes: expected an image of 1 to 67108864 bytes");
  }

  @Test
  void encryptedFileIsRefused() throws IOException {
    zip(false, "a.jpg");
    header().putShort(8, (short) 1);
    assertFails("/mnist/faces.zip: a.jpg is encrypted");
  }

  @Test
  void unknownMethodIsRefused() throws IOException {
    zip(false, "a.jpg");
    header().putShort(10, (short) 14);
    assertFails("/mnist/faces.zip: a.jpg is packed by method 14: expected stored or deflated");
  }

  @Test
  void wrongChecksumIsFound() throws IOException {
    zip(true, "a.jpg");
    files.files.get(NAME)[60] ^= 1;
    EncodedFile file = archive.list().get(0);
    UserError error;
    try (EncodedFiles.Reader reader = archive.open()) {
      error = assertThrows(UserError.class, () -> reader.read(file));
    }
    assertEquals(
        "/mnist/faces.zip: a.jpg does not have its checksum: the archive is damaged",
        error.getMessage());
  }

  @Test
  void archiveThatIsCutOffIsRefused() throws IOException {
    zip(false, "a.jpg", "b.jpg");
    byte[] whole = files.files.get(NAME);
    for (int length = 0; length < whole.length; length++) {
      files.files.put(NAME, Arrays.copyOf(whole, length));
      assertThrows(UserError.class, archive::list);
    }
  }

  /** The header of the only file in the archive's directory. */
  private ByteBuffer header() {
    byte[] bytes = files.files.get(NAME);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    while (buffer.getInt(at) != 0x02014b50) {
      at++;
    }
    return buffer.slice(at, bytes.length - at).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void assertFails(String message) {
    UserError error = assertThrows(UserError.class, archive::list);
    assertEquals(message, error.getMessage());
    assertTrue(files.open == 0);
  }
}
