package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.geovq.UserError;
import org.geovq.data.EncodedImages;
import org.geovq.data.ImageShape;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.run.Manifest;
import org.geovq.run.StageContext;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stage ingest on image files; those of {@code $GEOVQ_DATA} where that variable is set. */
class IngestTest {
  @TempDir private Path data;
  @TempDir private Path run;

  private StageContext ingest(String... settings) throws Exception {
    TinyRun.run(run, List.of(new Ingest()), settings);
    return TinyRun.context(run, settings);
  }

  private static List<LabelledImage> images(StageContext context) throws IOException {
    return Images.read(context).collect().stream()
        .sorted(Comparator.comparing(LabelledImage::id))
        .toList();
  }

  private static String real(String name) {
    String root = System.getenv("GEOVQ_DATA");
    Assumptions.assumeTrue(root != null, "GEOVQ_DATA is not set");
    return Path.of(root, name).toString();
  }

  private void putFolder() throws IOException {
    for (String name :
        List.of("train/b/1.png", "train/b/2 x.png", "train/a/3.png", "test/a/4.png")) {
      Path file = data.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, EncodedImages.png(EncodedImages.ramp(8 + name.charAt(8), 8)));
    }
  }

  @Test
  void folderOfImagesBecomesTheTable() throws Exception {
    putFolder();
    StageContext context =
        ingest(
            "data.set=folder",
            "data.dir=" + data,
            "data.validation-images=1",
            "data.image.size=8",
            "data.image.colours=grey",
            "data.partitions=3");
    assertEquals(new ImageShape(8, 8, 1), Images.shape(context));
    List<LabelledImage> images = images(context);
    assertEquals(List.of(0, 1, 1, 0), images.stream().map(LabelledImage::label).toList());
    assertEquals(Split.TEST, images.get(3).split());
    assertEquals(1, Images.read(context, Split.VALIDATION).count());
    try (Stream<Path> files = Files.list(run.resolve(Images.DIRECTORY))) {
      assertEquals(3, files.filter(file -> file.toString().endsWith(".parquet")).count());
    }
  }

  @Test
  void imagesTellTheirFiles() throws Exception {
    putFolder();
    ingest("data.set=folder", "data.dir=" + data, "data.validation-images=1");
    Map<Long, String> files = new TreeMap<>();
    LocalSpark.get()
        .read()
        .parquet(run.resolve(Images.DIRECTORY) + "/*.parquet")
        .select("id", "file")
        .collectAsList()
        .forEach(row -> files.put(row.getLong(0), row.getString(1)));
    assertEquals(
        Map.of(0L, "train/a/3.png", 1L, "train/b/1.png", 2L, "train/b/2 x.png", 3L, "test/a/4.png"),
        files);
  }

  /** The files that are read, wherever they lie, and nothing else that lies there. */
  @Test
  void otherFilesOfTheSameNamesAndSizesAreIngestedAnew(@TempDir Path elsewhere) throws Exception {
    byte[] records = new byte[4 * 3073];
    Path batch = Files.write(data.resolve("data_batch_1.bin"), records);
    Files.write(data.resolve("test_batch.bin"), records);
    String id = cifar(data);
    Files.writeString(data.resolve("README"), "ours");
    TinyRun.copy(data, elsewhere.resolve("copy"));
    assertEquals(id, cifar(elsewhere.resolve("copy")));
    records[records.length - 1] = 1;
    Files.write(batch, records);
    assertNotEquals(id, cifar(data));
  }

  /** A line of the list is as long with another split. */
  @Test
  void anotherSplitOfAsLongAListIsIngestedAnew() throws Exception {
    Path faces = Files.createDirectories(data.resolve("img_align_celeba"));
    StringBuilder list = new StringBuilder();
    for (int i = 1; i <= 24; i++) {
      String name = "%06d.jpg".formatted(i);
      Files.write(faces.resolve(name), EncodedImages.jpeg(EncodedImages.ramp(178, 218), false));
      list.append(name).append(' ').append(i % 3).append('\n');
    }
    Path splits = Files.writeString(data.resolve("list_eval_partition.txt"), list);
    String[] settings = {"data.set=celeba", "data.dir=" + data};
    assertEquals(8, ingest(settings).manifest(Images.DIRECTORY).count("test"));
    Files.writeString(splits, list.toString().replace("000001.jpg 1", "000001.jpg 2"));
    assertEquals(9, ingest(settings).manifest(Images.DIRECTORY).count("test"));
  }

  @Test
  void aFolderThatIsNoneIsASentence() throws Exception {
    putFolder();
    Path folder = data;
    data = folder.resolve("none");
    assertEquals("data.dir = " + data + ": there is no such folder.", refusal());
    data = folder.resolve("test/a/4.png");
    assertEquals(
        "data.dir = " + data + " is a file: expected the folder that it lies in.", refusal());
  }

  /** Figures of a report are no images to train on. */
  @Test
  void aRunWithinItsImagesIsRefused() throws Exception {
    putFolder();
    data = run.getParent();
    assertEquals(
        "--run-dir file:" + run + " lies in data.dir = file:" + data + ": name another folder.",
        refusal());
  }

  /** A time of day; Hadoop takes it for the scheme of a URI. */
  @Test
  void aColonInANameIsASentence() throws Exception {
    putFolder();
    Files.move(data.resolve("train/b/1.png"), data.resolve("train/b/12:30.png"));
    assertEquals(
        data
            + "/train/b/12:30.png: there is a colon in its name, which Hadoop does not open here: expected another name.",
        refusal());
  }

  private String cifar(Path folder) throws Exception {
    return ingest("data.set=cifar10", "data.dir=" + folder, "data.validation-images=1")
        .manifest(Images.DIRECTORY)
        .id();
  }

  /** The sentence comes through from the task that met the image. */
  @Test
  void damagedImageEndsTheStageWithASentence() throws Exception {
    putFolder();
    Path broken = data.resolve("train/a/3.png");
    byte[] png = Files.readAllBytes(broken);
    png[60] ^= 1;
    Files.write(broken, png);
    assertEquals(broken + ": the image is damaged (a checksum)", refusal());
  }

  @Test
  void damagedImagesAreLeftOutWhereThatIsWanted() throws Exception {
    putFolder();
    for (String name : List.of("train/a/0.png", "train/b/9.png")) {
      Files.write(data.resolve(name), new byte[] {1, 2, 3});
    }
    StageContext context =
        ingest(
            "data.set=folder",
            "data.dir=" + data,
            "data.validation-images=2",
            "data.image.damaged=skip",
            "data.partitions=1");
    Manifest manifest = context.manifest(Images.DIRECTORY);
    assertEquals(2, manifest.count("damaged"));
    long train = manifest.count("train");
    long validation = manifest.count("validation");
    assertEquals(3, train + validation);
    assertEquals(1, manifest.count("test"));
    assertEquals(4, images(context).size());
    assertEquals(train, Images.read(context, Split.TRAIN).count());
  }

  /** What ingesting the folder of images ends with. */
  private String refusal() {
    Throwable error =
        assertThrows(
            Exception.class,
            () -> ingest("data.set=folder", "data.dir=" + data, "data.validation-images=1"));
    while (!(error instanceof UserError)) {
      error = error.getCause();
    }
    return error.getMessage();
  }

  @Test
  void emptySplitIsASentence() throws Exception {
    putFolder();
    Files.delete(data.resolve("test/a/4.png"));
    UserError error =
        assertThrows(
            UserError.class,
            () -> ingest("data.set=folder", "data.dir=" + data, "data.validation-images=1"));
    assertEquals(
        "data.set = folder: no image of "
            + data
            + " is in split test, but every split needs some (data.validation-images, data.folder).",
        error.getMessage());
  }

  /** The digest is that of Pillow's crop and resize of all images in the order of their names. */
  @Test
  void facesAreThoseOfPillow() throws Exception {
    StageContext context = ingest("data.set=celeba", "data.dir=" + real("celeba"));
    Manifest manifest = context.manifest(Images.DIRECTORY);
    assertEquals(8000, manifest.count("train"));
    assertEquals(1000, manifest.count("validation"));
    assertEquals(1000, manifest.count("test"));
    assertEquals(192_599, manifest.count("rows_without_image"));
    MessageDigest md5 = MessageDigest.getInstance("MD5");
    images(context).forEach(image -> md5.update(image.pixels()));
    assertEquals("6a2f2cb5e9824505289a2b01f5b38619", HexFormat.of().formatHex(md5.digest()));
  }

  /** The archive's own note: airplanes, automobiles and so on, 10,000 test images of 1,000 each. */
  @Test
  void cifarIsReadFromItsArchive() throws Exception {
    StageContext context =
        ingest("data.set=cifar10", "data.dir=" + real("cifar10"), "data.validation-images=1000");
    Manifest manifest = context.manifest(Images.DIRECTORY);
    assertEquals(9000, manifest.count("train"));
    assertEquals(1000, manifest.count("validation"));
    assertEquals(10_000, manifest.count("test"));
    long[] labels = new long[10];
    List<LabelledImage> images = images(context);
    for (LabelledImage image : images.subList(10_000, 20_000)) {
      assertEquals(Split.TEST, image.split());
      labels[image.label()]++;
    }
    long[] even = new long[10];
    java.util.Arrays.fill(even, 1000);
    assertArrayEquals(even, labels);
    // The first image of the training set is a frog, of the test set a cat.
    assertEquals(6, images.get(0).label());
    assertEquals(3, images.get(10_000).label());
  }
}
