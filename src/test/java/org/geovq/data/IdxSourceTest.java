package org.geovq.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import org.geovq.UserError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxSourceTest {
  private static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
  private static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
  private static final String TEST_IMAGES = "t10k-images-idx3-ubyte";

  private MemoryFiles files = MemoryFiles.small();

  @AfterEach
  void noFileIsLeftOpen() {
    assertEquals(0, files.open);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readsImagesLabelsAndIdsInOrder(boolean gzipped) {
    files = MemoryFiles.small(gzipped);
    List<LabelledImage> images = readAll(new IdxSource(files, 2, 1));

    assertEquals(8, images.size());
    for (int i = 0; i < 8; i++) {
      LabelledImage image = images.get(i);
      byte first = (byte) (10 * i);
      assertEquals(i, image.id());
      assertEquals(i, image.label());
      assertEquals(i >= 5, image.split() == Split.TEST);
      byte[] expected = new byte[6];
      for (int p = 0; p < 6; p++) {
        expected[p] = (byte) (first + p);
      }
      assertArrayEquals(expected, image.pixels());
    }
  }

  @Test
  void splitsAsCounted() {
    IdxSource source = new IdxSource(files, 2, 1);
    List<LabelledImage> images = readAll(source);

    assertEquals(new ImageShape(3, 2, 1), source.shape());
    assertEquals(3, source.count(Split.TRAIN));
    assertEquals(2, source.count(Split.VALIDATION));
    assertEquals(3, source.count(Split.TEST));
    for (Split split : Split.values()) {
      assertEquals(
          source.count(split), images.stream().filter(image -> image.split() == split).count());
    }
  }

  @Test
  void canBeReadTwiceAndSideBySide() {
    IdxSource source = new IdxSource(files, 0, 1);
    ImageStream a = source.images();
    a.next();
    assertEquals(8, readAll(source).size());
    assertEquals(1, a.next().id());
    a.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void partsAreTheWholeCutUp(boolean gzipped) {
    files = MemoryFiles.small(gzipped);
    IdxSource source = new IdxSource(files, 2, 1);
    List<LabelledImage> whole = readAll(source);
    for (int wanted : new int[] {1, 2, 3, 8, 20}) {
      List<LabelledImage> images = new ArrayList<>();
      for (ImagePart part : source.parts(wanted)) {
        part.open().forEachRemaining(images::add);
      }
      assertEquals(8, images.size());
      for (int i = 0; i < 8; i++) {
        assertEquals(whole.get(i).id(), images.get(i).id());
        assertEquals(whole.get(i).split(), images.get(i).split());
        assertEquals(whole.get(i).label(), images.get(i).label());
        assertArrayEquals(whole.get(i).pixels(), images.get(i).pixels());
      }
    }
  }

  @Test
  void partBeyondTheEndOfACutOffFileIsRefused() {
    files.put(TRAIN_IMAGES, Arrays.copyOf(MemoryFiles.images(0, 5, 3, 2), 30), true);
    IdxSource source = new IdxSource(files, 0, 1);
    UserError error = assertThrows(UserError.class, () -> source.images(4, 5));
    assertEquals(
        "/mnist/train-images-idx3-ubyte.gz is cut off: it was expected to hold 46 bytes unpacked",
        error.getMessage());
  }

  @Test
  void endsWithNoSuchElement() {
    Iterator<LabelledImage> images = new IdxSource(files, 0, 1).images();
    while (images.hasNext()) {
      images.next();
    }
    assertThrows(NoSuchElementException.class, images::next);
  }

  @Test
  void takesGzipByContentAndNotByName() {
    files.files.put(TRAIN_LABELS, files.files.remove(TRAIN_LABELS + ".gz"));
    files.files.put(TRAIN_IMAGES + ".gz", MemoryFiles.images(0, 5, 3, 2));
    assertEquals(8, readAll(new IdxSource(files, 0, 1)).size());
  }

  @Test
  void labelsAreUnsigned() {
    byte[] labels = MemoryFiles.labels(0, 5);
    labels[8] = (byte) 200;
    files.put(TRAIN_LABELS, labels, true);
    assertEquals(200, readAll(new IdxSource(files, 0, 1)).get(0).label());
  }

  @Test
  void missingFileNamesBothNamesDirectoryAndKey() {
    files.files.remove(TEST_IMAGES + ".gz");
    assertFailsAtOnce(
        "data.dir: neither t10k-images-idx3-ubyte nor t10k-images-idx3-ubyte.gz is in /mnist,"
            + " where the four IDX files of MNIST were expected");
  }

  @Test
  void wrongMagicSaysWhichWasExpected() {
    files.put(TRAIN_IMAGES, MemoryFiles.labels(0, 50), true);
    assertFailsAtOnce(
        "/mnist/train-images-idx3-ubyte.gz begins with 0x00000801, but an IDX file of images begins"
            + " with 0x00000803");
  }

  @Test
  void headerCutOffSaysBytesExpectedAndFound() {
    files.put(TRAIN_IMAGES, Arrays.copyOf(MemoryFiles.images(0, 5, 3, 2), 11), true);
    assertFailsAtOnce(
        "/mnist/train-images-idx3-ubyte.gz is cut off: it was expected to hold 16 bytes unpacked,"
            + " but 11 were found");
  }

  @Test
  void plainFileCutOffFailsBeforeAnyImage() {
    files.put(TRAIN_IMAGES, Arrays.copyOf(MemoryFiles.images(0, 5, 3, 2), 45), false);
    assertFailsAtOnce(
        "/mnist/train-images-idx3-ubyte is cut off: it was expected to hold 46 bytes, but 45 were"
            + " found");
  }

  @Test
  void gzippedContentCutOffSaysBytesExpectedAndFound() {
    files.put(TRAIN_IMAGES, Arrays.copyOf(MemoryFiles.images(0, 5, 3, 2), 45), true);
    assertFailsWhileReading(
        "/mnist/train-images-idx3-ubyte.gz is cut off: it was expected to hold 46 bytes unpacked,"
            + " but 45 were found",
        4);
  }

  @Test
  void gzipFileCutOffIsReported() {
    byte[] packed = files.files.get(TRAIN_IMAGES + ".gz");
    files.files.put(TRAIN_IMAGES + ".gz", Arrays.copyOf(packed, packed.length - 3));
    assertFailsWhileReading(
        "/mnist/train-images-idx3-ubyte.gz is a damaged gzip file (it is cut off): an IDX file,"
            + " plain or gzipped, was expected",
        4);
  }

  @Test
  void gzipStreamCutOffWithinTheImagesIsReported() {
    byte[] large = new byte[16 + 5 * 64 * 64];
    ByteBuffer.wrap(large).putInt(0x803).putInt(5).putInt(64).putInt(64);
    for (int i = 16; i < large.length; i++) {
      large[i] = (byte) (i * i * 31 >> 4);
    }
    files.put(TEST_IMAGES, MemoryFiles.images(5, 3, 64, 64), true);
    byte[] packed = MemoryFiles.gzip(large);
    files.files.put(TRAIN_IMAGES + ".gz", Arrays.copyOf(packed, packed.length / 2));
    IdxSource source = new IdxSource(files, 0, 1);
    String message = assertThrows(UserError.class, () -> readAll(source)).getMessage();
    assertEquals(
        "/mnist/train-images-idx3-ubyte.gz is cut off: it was expected to hold 20496 bytes unpacked,"
            + " but N were found",
        message.replaceAll("\\d+ were", "N were"));
  }

  @Test
  void flippedByteInGzipIsReported() {
    byte[] packed = files.files.get(TRAIN_IMAGES + ".gz");
    packed[packed.length - 6] ^= 1; // within the checksum
    assertFailsWhileReading(
        "/mnist/train-images-idx3-ubyte.gz is a damaged gzip file (Corrupt GZIP trailer): an IDX"
            + " file, plain or gzipped, was expected",
        4);
  }

  @Test
  void gzipHeaderOnlyIsReported() {
    files.files.put(TRAIN_IMAGES + ".gz", new byte[] {0x1f, (byte) 0x8b, 7});
    String message = assertThrows(UserError.class, () -> new IdxSource(files, 0, 1)).getMessage();
    assertEquals(
        "/mnist/train-images-idx3-ubyte.gz is a damaged gzip file (",
        message.substring(0, message.indexOf('(') + 1));
  }

  @Test
  void trailingBytesInPlainFileFailBeforeAnyImage() {
    files.put(TRAIN_LABELS, Arrays.copyOf(MemoryFiles.labels(0, 5), 14), false);
    assertFailsAtOnce(
        "/mnist/train-labels-idx1-ubyte goes on after the 13 bytes that its header announces, where"
            + " its end was expected");
  }

  @Test
  void trailingBytesInGzippedFileAreReported() {
    files.put(TRAIN_LABELS, Arrays.copyOf(MemoryFiles.labels(0, 5), 14), true);
    assertFailsWhileReading(
        "/mnist/train-labels-idx1-ubyte.gz goes on after the 13 bytes unpacked that its header"
            + " announces, where its end was expected",
        4);
  }

  @Test
  void imagesOfTwoSizesAreRefused() {
    files.put(TEST_IMAGES, MemoryFiles.images(5, 3, 2, 3), true);
    assertFailsAtOnce(
        "/mnist/train-images-idx3-ubyte.gz holds images of 3 x 2 pixels, but"
            + " /mnist/t10k-images-idx3-ubyte.gz of 2 x 3: one size was expected");
  }

  @Test
  void labelsAndImagesMustBeAsMany() {
    files.put(TRAIN_LABELS, MemoryFiles.labels(0, 4), true);
    assertFailsAtOnce(
        "/mnist/train-labels-idx1-ubyte.gz holds 4 labels, but /mnist/train-images-idx3-ubyte.gz"
            + " holds 5 images: one label per image was expected");
  }

  @Test
  void absurdCountIsRefusedBeforeAllocation() {
    byte[] images = MemoryFiles.images(0, 5, 3, 2);
    ByteBuffer.wrap(images).putInt(4, -1);
    files.put(TRAIN_IMAGES, images, true);
    assertFailsAtOnce(
        "/mnist/train-images-idx3-ubyte.gz announces 4294967295 records: expected 1 to 100000000");
  }

  @Test
  void absurdSideIsRefusedBeforeAllocation() {
    byte[] images = MemoryFiles.images(0, 5, 3, 2);
    ByteBuffer.wrap(images).putInt(12, 4097);
    files.put(TRAIN_IMAGES, images, true);
    assertFailsAtOnce(
        "/mnist/train-images-idx3-ubyte.gz announces images with a side of 4097 pixels: expected 1"
            + " to 4096");
  }

  @Test
  void plainFileThatAnnouncesTerabytesIsRefusedByItsSize() {
    byte[] images = MemoryFiles.images(0, 5, 3, 2);
    ByteBuffer.wrap(images).putInt(4, 100_000_000).putInt(8, 4096).putInt(12, 4096);
    files.put(TRAIN_IMAGES, images, false);
    assertFailsAtOnce(
        "/mnist/train-images-idx3-ubyte is cut off: it was expected to hold 1677721600000016 bytes,"
            + " but 46 were found");
  }

  @Test
  void tooManyValidationImagesNameTheKey() {
    UserError error = assertThrows(UserError.class, () -> new IdxSource(files, 5, 1));
    assertEquals(
        "data.validation-images is 5, but must be at least 0 and less than the 5 training images",
        error.getMessage());
  }

  @Test
  void failureOfTheFileSystemIsNotTheUsersError() {
    IOException broken = new IOException("connection lost");
    FileOpener opener =
        new FileOpener() {
          private static final long serialVersionUID = 1;

          @Override
          public String directory() {
            return "/mnist";
          }

          @Override
          public OptionalLong size(String name) {
            return OptionalLong.of(9);
          }

          @Override
          public InputStream open(String name, long from) throws IOException {
            throw broken;
          }

          @Override
          public List<StoredFile> list(String folder) {
            throw new AssertionError();
          }
        };
    UncheckedIOException error =
        assertThrows(UncheckedIOException.class, () -> new IdxSource(opener, 0, 1));
    assertSame(broken, error.getCause());
    assertEquals("/mnist/train-images-idx3-ubyte cannot be read", error.getMessage());
  }

  private void assertFailsAtOnce(String message) {
    UserError error = assertThrows(UserError.class, () -> new IdxSource(files, 0, 1));
    assertEquals(message, error.getMessage());
  }

  private void assertFailsWhileReading(String message, int imagesBefore) {
    Iterator<LabelledImage> images = new IdxSource(files, 0, 1).images();
    for (int i = 0; i < imagesBefore; i++) {
      assertEquals(i, images.next().id());
    }
    assertEquals(message, assertThrows(UserError.class, images::next).getMessage());
  }

  private static List<LabelledImage> readAll(RangedSource source) {
    List<LabelledImage> images = new ArrayList<>();
    source.images().forEachRemaining(images::add);
    return images;
  }
}
