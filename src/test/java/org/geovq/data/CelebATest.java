package org.geovq.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.geovq.UserError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CelebATest {
  private static final Preparation PREPARATION = new Preparation(140, 32, 3);
  private static final String PARTITION = "list_eval_partition.txt";
  private static final String ATTRIBUTES = "list_attr_celeba.txt";

  /** In the order of the archive, which is not that of the names. */
  private static final List<String> NAMES =
      List.of("000003.jpg", "000001.jpg", "000002.jpg", "000004.jpg");

  private final MemoryFiles files = new MemoryFiles();

  @BeforeEach
  void put() throws IOException {
    put(true);
  }

  @AfterEach
  void noFileIsLeftOpen() {
    assertEquals(0, files.open);
  }

  private void put(boolean archive) throws IOException {
    files.files.clear();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : NAMES) {
        byte[] jpeg = jpeg(name);
        zip.putNextEntry(new ZipEntry("img_align_celeba/" + name));
        zip.write(jpeg);
        if (!archive) {
          files.files.put("img_align_celeba/" + name, jpeg);
        }
      }
    }
    if (archive) {
      files.files.put("img_align_celeba.zip", bytes.toByteArray());
    }
    text(PARTITION, "000001.jpg 0\n000002.jpg 1\n000003.jpg 0\n000004.jpg 2\n");
  }

  /** Images whose width tells them apart. */
  private static byte[] jpeg(String name) throws IOException {
    return EncodedImages.jpeg(EncodedImages.ramp(140 + name.charAt(5), 218), false);
  }

  private void text(String name, String content) {
    files.files.put(name, content.getBytes(StandardCharsets.US_ASCII));
  }

  private EncodedSource open(String... attributes) {
    return CelebA.open(files, PREPARATION, false, List.of(attributes));
  }

  private static List<LabelledImage> read(ImageSource source, int parts) {
    List<LabelledImage> all = new ArrayList<>();
    for (ImagePart part : source.parts(parts)) {
      part.open().forEachRemaining(all::add);
    }
    all.sort(Comparator.comparing(LabelledImage::id));
    return all;
  }

  @ParameterizedTest
  @CsvSource({"true, 1", "true, 3", "false, 1", "false, 9"})
  void idsGoByNameAndSplitsAreTheOfficialOnes(boolean archive, int parts) throws IOException {
    put(archive);
    EncodedSource source = open();
    assertEquals(new ImageShape(32, 32, 3), source.shape());
    List<LabelledImage> images = read(source, parts);
    assertEquals(List.of(0L, 1L, 2L, 3L), images.stream().map(LabelledImage::id).toList());
    assertEquals(
        List.of(Split.TRAIN, Split.VALIDATION, Split.TRAIN, Split.TEST),
        images.stream().map(LabelledImage::split).toList());
    assertEquals(2, source.count(Split.TRAIN));
    assertEquals(1, source.count(Split.VALIDATION));
    assertEquals(1, source.count(Split.TEST));
    try (SquareImages squares = new SquareImages(PREPARATION)) {
      for (int i = 0; i < 4; i++) {
        String name = "00000" + (i + 1) + ".jpg";
        byte[] expected = squares.of(name, jpeg(name));
        assertArrayEquals(expected, images.get(i).pixels());
        assertEquals(-1, images.get(i).label());
      }
    }
    assertEquals(List.of(), source.remarks());
  }

  @Test
  void windowsLineEndsAndRowsOfImagesThatAreNotThereArePassedOver() {
    text(
        PARTITION,
        "000001.jpg 0\r\n000002.jpg 1\r\n000003.jpg 0\r\n000004.jpg 2\r\n000005.jpg 2\r\n000006.jpg 0\r\n");
    EncodedSource source = open();
    assertEquals(4, source.count());
    assertEquals(
        List.of(
            new Remark(
                "rows_without_image",
                2,
                "2 rows of /mnist/list_eval_partition.txt name images that are not there")),
        source.remarks());
  }

  @Test
  void imageWithoutARowIsAnErrorOrLeftOutByChoice() {
    text(PARTITION, "000001.jpg 0\n000002.jpg 1\n000004.jpg 2\n");
    assertFails(
        "/mnist/list_eval_partition.txt has no row for 1 of the images, the first of them"
            + " img_align_celeba/000003.jpg; data.celeba.unlisted = skip leaves them out");
    EncodedSource source = CelebA.open(files, PREPARATION, true, List.of());
    assertEquals(3, read(source, 2).size());
    assertEquals(
        "1 images without a row in /mnist/list_eval_partition.txt are left out",
        source.remarks().get(0).sentence());
  }

  @Test
  void rowsThatAreWrongNameTheirLine() {
    text(PARTITION, "000001.jpg 0\n000002.jpg 3\n");
    assertFails(
        "/mnist/list_eval_partition.txt, line 2: expected the name of an image and 0 (train), 1"
            + " (validation) or 2 (test)");
    text(PARTITION, "000001.jpg 0\n000001.jpg 0\n");
    assertFails("/mnist/list_eval_partition.txt, line 2: 000001.jpg has a row above already");
  }

  @Test
  void missingFilesNameTheFolder() {
    files.files.remove(PARTITION);
    assertFails("data.dir: list_eval_partition.txt is not in /mnist");
    files.files.remove("img_align_celeba.zip");
    assertFails(
        "data.dir: neither img_align_celeba.zip nor a folder img_align_celeba with images is in"
            + " /mnist, where CelebA was expected");
  }

  @Test
  void attributesMakeTheLabelBitByBit() {
    text(
        ATTRIBUTES,
        "4\r\nBald Male Smiling \r\n"
            + "000001.jpg -1 -1 -1\r\n000002.jpg  1  1 -1\r\n000003.jpg -1 -1  1\r\n000004.jpg  1 1 1\r\n");
    assertEquals(
        List.of(0, 0, 1, 1), read(open("Smiling"), 2).stream().map(LabelledImage::label).toList());
    assertEquals(
        List.of(0, 2, 1, 3),
        read(open("Smiling", "Male"), 2).stream().map(LabelledImage::label).toList());
  }

  @Test
  void attributesThatAreWrongAreNamed() {
    text(ATTRIBUTES, "1\nBald Male\n000001.jpg -1 1\n");
    assertFails(
        "data.celeba.attributes: /mnist/list_attr_celeba.txt has no attribute Tall: expected some of Bald, Male",
        "Tall");
    assertFails("/mnist/list_attr_celeba.txt has no row for img_align_celeba/000002.jpg", "Male");
    text(ATTRIBUTES, "1\nBald Male\n000001.jpg -1 0\n");
    assertFails(
        "/mnist/list_attr_celeba.txt, line 3: attribute Male is 0: expected 1 or -1", "Male");
    text(ATTRIBUTES, "1\nBald Male\n000001.jpg -1\n");
    assertFails(
        "/mnist/list_attr_celeba.txt, line 3: 2 words: expected a name and 2 attributes", "Male");
  }

  @Test
  void damagedImageIsNamedWithItsArchive() throws IOException {
    put(false);
    byte[] jpeg = jpeg("000002.jpg");
    files.files.put("img_align_celeba/000002.jpg", java.util.Arrays.copyOf(jpeg, 900));
    EncodedSource source = open();
    UserError error = assertThrows(UserError.class, () -> read(source, 1));
    assertEquals(
        "/mnist/img_align_celeba/000002.jpg: the image is cut off (it has no end marker)",
        error.getMessage());
  }

  private void assertFails(String message, String... attributes) {
    assertEquals(message, assertThrows(UserError.class, () -> open(attributes)).getMessage());
  }
}
