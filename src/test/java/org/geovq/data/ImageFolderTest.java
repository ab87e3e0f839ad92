package org.geovq.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.geovq.UserError;
import org.junit.jupiter.api.Test;

class ImageFolderTest {
  private static final Preparation PREPARATION = new Preparation(0, 4, 3);
  private static final ImageFolder.Splitting SPLITTING = new ImageFolder.Splitting(1, .2, .1, 42);

  private final MemoryFiles files = new MemoryFiles();

  private void put(String... names) throws IOException {
    byte[] png = EncodedImages.png(EncodedImages.ramp(8, 6));
    byte[] jpeg = EncodedImages.jpeg(EncodedImages.ramp(9, 9), false);
    for (String name : names) {
      files.files.put(name, name.endsWith("png") ? png : jpeg);
    }
  }

  private EncodedSource open() {
    return ImageFolder.open(files, PREPARATION, SPLITTING, null);
  }

  /** Names do not come out of a source; ids and labels tell images apart. */
  private static Map<Long, LabelledImage> read(ImageSource source) {
    Map<Long, LabelledImage> images = new TreeMap<>();
    for (ImagePart part : source.parts(3)) {
      part.open().forEachRemaining(image -> images.put(image.id(), image));
    }
    return images;
  }

  @Test
  void foldersOfSplitsAndClassesAreTakenAsTheyAre() throws IOException {
    put("train/dog/1.jpg", "train/cat/2.png", "val/dog/3.jpg", "test/cat/4.jpg", "test/owl/5.png");
    files.files.put("train/.DS_Store", new byte[9]);
    EncodedSource source = open();
    Map<Long, LabelledImage> images = read(source);
    assertEquals(List.of(0, 1, 1, 2, 0), labels(images));
    assertEquals(
        List.of(Split.TRAIN, Split.TRAIN, Split.VALIDATION, Split.TEST, Split.TEST),
        images.values().stream().map(LabelledImage::split).toList());
    assertEquals(48, images.get(4L).pixels().length);
    assertEquals(
        "1 files of /mnist are no images and are passed over", source.remarks().get(0).sentence());
  }

  /** Whoever looks at the first images sees all classes, not that of the first name. */
  @Test
  void theFirstIdsAreASampleOfAllClasses() throws IOException {
    put(
        IntStream.range(0, 200)
            .mapToObj(i -> "train/" + "abcd".charAt(i / 50) + "/" + i + ".png")
            .toArray(String[]::new));
    put("test/a/0.png");
    List<Integer> first = labels(read(open())).subList(0, 40);
    for (int label = 0; label < 4; label++) {
      int wanted = label;
      // Ten expected, a standard deviation of 2.7.
      assertEquals(10, first.stream().filter(found -> found == wanted).count(), 8);
    }
  }

  @Test
  void validationIsCutFromTrainWhereThereIsNone() throws IOException {
    put("train/1.jpg", "train/2.jpg", "train/3.jpg", "test/1.jpg");
    EncodedSource source = open();
    assertEquals(2, source.count(Split.TRAIN));
    assertEquals(1, source.count(Split.VALIDATION));
    assertEquals(1, source.count(Split.TEST));
    assertEquals(List.of(-1, -1, -1, -1), labels(read(source)));
  }

  @Test
  void hashedSplitsHaveAboutTheirShares() throws IOException {
    put(IntStream.range(0, 2000).mapToObj(i -> i + ".png").toArray(String[]::new));
    EncodedSource source = open();
    assertEquals(400, source.count(Split.VALIDATION), 60);
    assertEquals(200, source.count(Split.TEST), 50);
    assertEquals(2000, source.count());
  }

  /** What stood in one split must not wander to another when images come. */
  @Test
  void anImageStaysInItsSplitWhenOthersCome() throws IOException {
    for (int i = 0; i < 100; i++) {
      files.files.clear();
      put("a/" + i + ".png");
      Split alone = read(open()).get(0L).split();
      // The other name comes later in the order of names.
      put("b/x.png");
      assertEquals(alone, splitOfLabel(0));
    }
  }

  private Split splitOfLabel(int label) {
    return read(open()).values().stream()
        .filter(image -> image.label() == label)
        .findFirst()
        .orElseThrow()
        .split();
  }

  @Test
  void whatLiesElsewhereIsNamed() throws IOException {
    put("train/1.jpg", "other/2.jpg");
    assertFails(
        "/mnist/other/2.jpg is in no folder of a split: beside train, expected validation (or valid,"
            + " val) and test");
    files.files.clear();
    put("train/a/b/1.jpg");
    assertFails("/mnist/train/a/b/1.jpg lies too deep: expected SPLIT/CLASS/NAME or SPLIT/NAME");
    files.files.clear();
    put("a/1.jpg", "2.jpg");
    assertFails(
        "/mnist/2.jpg is in no folder of a class, but other images are: expected all or none");
  }

  /** Else test images would be a class, and trained on. */
  @Test
  void splitsAreKnownByOtherNamesToo() throws IOException {
    put("Training/a/1.png", "Training/b/2.png", "Testing/b/3.png", "VAL/b/4.png");
    EncodedSource source = open();
    assertEquals(2, source.count(Split.TRAIN));
    assertEquals(1, source.count(Split.VALIDATION));
    assertEquals(1, source.count(Split.TEST));
    assertEquals(List.of("a", "b"), source.classes());
    files.files.clear();
    put("Test/1.png", "val/2.png");
    assertFails(
        "/mnist holds folders named as splits are, but none named train: expected train beside them, or other names for"
            + " classes");
    // Beside another it is a class as any.
    put("images/3.png");
    assertEquals(List.of("Test", "images", "val"), open().classes());
    assertEquals(
        "2 images are in folders named as splits are, which are taken for classes, as there is none named train",
        open().remarks().get(0).sentence());
  }

  /** Splits do not matter where images get codes alone, but their names are none of classes. */
  @Test
  void testImagesAloneGetCodesToo() throws IOException {
    put("test/cat/1.png", "test/dog/2.png");
    ImageFolder.Splitting none = new ImageFolder.Splitting(0, .2, .1, 42);
    EncodedSource source =
        ImageFolder.open(files, PREPARATION, none, List.of("bird", "cat", "dog"));
    assertEquals(2, source.count(Split.TEST));
    assertEquals(List.of(1, 2), labels(read(source)).stream().sorted().toList());
  }

  /** dog and fox are 1 and 2 where cat, dog and fox were trained on. */
  @Test
  void labelsOfOtherImagesAreTheirs() throws IOException {
    put("dog/1.png", "fox/2.png", "owl/3.png");
    EncodedSource source =
        ImageFolder.open(files, PREPARATION, SPLITTING, List.of("cat", "dog", "fox"));
    assertEquals(List.of(-1, 1, 2), labels(read(source)).stream().sorted().toList());
    assertEquals(
        "1 images are of no class that the run was trained on and have no label",
        source.remarks().get(0).sentence());
  }

  @Test
  void aFolderWithoutImagesIsRefused() {
    files.files.put("a.txt", new byte[1]);
    assertFails("data.dir: /mnist holds no image: expected files ending in .jpg, .jpeg or .png");
  }

  @Test
  void anEmptyFileIsNoImage() throws IOException {
    put("a.jpg");
    files.files.put("b.jpg", new byte[0]);
    UserError error = assertThrows(UserError.class, () -> read(open()));
    assertEquals("/mnist/b.jpg: expected a JPEG or PNG image", error.getMessage());
  }

  private static List<Integer> labels(Map<Long, LabelledImage> images) {
    return images.values().stream().map(LabelledImage::label).toList();
  }

  private void assertFails(String message) {
    assertEquals(message, assertThrows(UserError.class, this::open).getMessage());
  }
}
