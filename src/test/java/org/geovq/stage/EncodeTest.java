package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import javax.imageio.ImageIO;
import org.geovq.UserError;
import org.geovq.config.Arm;
import org.geovq.config.Configuration;
import org.geovq.config.Settings;
import org.geovq.data.EncodedImages;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.model.ImageCodec;
import org.geovq.model.ImageShard;
import org.geovq.run.Manifest;
import org.geovq.run.RunDirectory;
import org.geovq.run.StageContext;
import org.geovq.stage.Codes.CodeGrid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that a finished run has not seen, or has, get its codes. */
class EncodeTest {
  @TempDir private Path folder;

  /** Encodes images into {@link #folder} by the codes of a run. */
  static StageContext encode(Path run, Arm arm, Path folder, String... settings) throws Exception {
    TrainedRun trained = trained(run, arm);
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("run.directory=" + folder);
    Configuration configuration = trained.configuration(all);
    StageContext context =
        new StageContext(configuration, LocalSpark.get(), directory(folder.toString()));
    TinyRun.run(context, Stages.encoding(trained));
    return context;
  }

  /** The images of a folder by the shared run, into the folder coded. */
  private StageContext encode(Path data, String... settings) throws Exception {
    List<String> all = new ArrayList<>(List.of(settings));
    all.addAll(List.of("data.set=folder", "data.image.crop=0", "data.dir=" + data));
    return encode(
        TinyRun.shared(), Arm.GEODESIC, folder.resolve("coded"), all.toArray(String[]::new));
  }

  private static TrainedRun trained(Path run, Arm arm) throws IOException {
    return TrainedRun.read(directory(run.toString()), arm);
  }

  private static RunDirectory directory(String path) {
    return new RunDirectory(path, LocalSpark.get().sparkContext().hadoopConfiguration());
  }

  private static BufferedImage digit(int brightness) {
    BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 4; y < 24; y++) {
      image.getRaster().setSample(14, y, 0, brightness);
      image.getRaster().setSample(15, y, 0, brightness);
    }
    return image;
  }

  private Path images(BufferedImage... images) throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    for (int i = 0; i < images.length; i++) {
      Files.write(data.resolve(i + ".png"), EncodedImages.png(images[i]));
    }
    return data;
  }

  /** Three images: a split or two have none, which for codes is no matter. */
  @Test
  void aFewImagesOfAFolderGetCodesThatDecodeToThem() throws Exception {
    Path data = images(digit(255), digit(255), digit(0));
    StageContext context = encode(data);
    List<CodeGrid> grids = new ArrayList<>();
    for (Split split : Split.values()) {
      grids.addAll(Codes.read(context, Arm.GEODESIC, split).collect());
    }
    grids.sort(Comparator.comparing(CodeGrid::id));
    assertEquals(3, grids.size());
    assertArrayEquals(grids.get(0).codes(), grids.get(1).codes());
    assertFalse(Arrays.equals(grids.get(0).codes(), grids.get(2).codes()));
    Manifest manifest = context.manifest(Codes.directory(Arm.GEODESIC));
    assertEquals("encode", manifest.stage());
    List<LabelledImage> images = Images.read(context).takeOrdered(3, Images.BY_ID);
    assertEquals(error(images, grids), manifest.figure("mse"), 1e-6);
    BufferedImage picture =
        ImageIO.read(folder.resolve("coded/codes/geodesic/_reconstructions.png").toFile());
    assertTrue(picture.getWidth() > 3 * 28 && picture.getHeight() > 2 * 28);
  }

  /** Pixel by pixel, of what the run's own decoder makes of the codes. */
  private static double error(List<LabelledImage> images, List<CodeGrid> grids) throws Exception {
    StageContext model = TinyRun.context(TinyRun.shared());
    float[] expected = ImageShard.planar(Images.shape(model), images);
    try (Decoding decoding = Decoding.of(model, Arm.GEODESIC, Settings.Decode.MEDOID);
        ImageCodec codec = decoding.codec()) {
      float[] decoded =
          decoding.decoder(codec).decode(grids.stream().map(CodeGrid::codes).toList());
      double sum = 0;
      for (int i = 0; i < expected.length; i++) {
        sum += Math.pow(decoded[i] - expected[i], 2);
      }
      return sum / expected.length;
    }
  }

  /** Digits that are drawn have no folders, so none of the run's classes has a folder's name. */
  @Test
  void labelsAreThoseOfTheRunOrNone() throws Exception {
    Path data = folder.resolve("data");
    for (String name : List.of("cat", "dog")) {
      Path image = Files.createDirectories(data.resolve(name)).resolve("1.png");
      Files.write(image, EncodedImages.png(digit(255)));
    }
    List<Integer> labels = Images.read(encode(data)).map(LabelledImage::label).collect();
    assertEquals(List.of(-1, -1), labels);
  }

  @Test
  void imagesOfAnotherShapeAreRefused() throws Exception {
    Path data = images(digit(255));
    Exception error =
        assertThrows(
            UserError.class, () -> encode(data, "data.image.size=32", "data.image.colours=rgb"));
    assertTrue(
        error.getMessage().startsWith("The images are 32 x 32 pixels in colour"),
        error::getMessage);
    assertTrue(error.getMessage().contains("28 x 28 pixels in grey"), error::getMessage);
  }

  @Test
  void aSettingOfTheCodesCannotBeAnother() throws Exception {
    TrainedRun run = trained(TinyRun.shared(), Arm.GEODESIC);
    UserError error = assertThrows(UserError.class, () -> run.configuration(List.of("graph.k=9")));
    assertEquals(
        "graph.k = 9: "
            + run.directory().of("graph")
            + " was made with 8, and what is made with it has to be made alike.",
        error.getMessage());
  }

  @Test
  void anArmThatTheRunDoesNotHaveIsASentence() throws Exception {
    Path run = TinyRun.shared();
    UserError error = assertThrows(UserError.class, () -> trained(run, Arm.VQVAE));
    assertEquals(
        "file:"
            + run
            + " has no codes of vqvae for images of its own: expected a run of `geovq run` that has,"
            + " or --arm with one of those that are there, geodesic.",
        error.getMessage());
  }

  /** Its own, which has images that trainings saw, and one that is no run of the model's. */
  @Test
  void aRunIsNotWrittenOver() throws Exception {
    Path copy = folder.resolve("run");
    TinyRun.copy(
        TinyRun.shared().resolve("images"), Files.createDirectories(copy).resolve("images"));
    String id = TinyRun.context(copy).manifest("images").id();
    assertRefused(copy);
    Files.delete(copy.resolve("images/_manifest.json"));
    Files.createDirectories(copy.resolve(".vae.partial"));
    assertRefused(copy);
    assertFalse(Files.exists(copy.resolve("codes")));
    assertEquals(id, TinyRun.context(TinyRun.shared()).manifest("images").id());
  }

  private static void assertRefused(Path target) {
    UserError error =
        assertThrows(UserError.class, () -> encode(TinyRun.shared(), Arm.GEODESIC, target));
    assertTrue(error.getMessage().endsWith("name another folder."), error::getMessage);
  }

  /** What was encoded before must not stand beside images that it is not of. */
  @Test
  void codesOfOtherImagesGo() throws Exception {
    Path data = images(digit(255));
    Path coded = folder.resolve("coded");
    StageContext context = encode(data);
    String id = context.manifest("codes/geodesic").id();
    assertEquals(id, encode(data).manifest("codes/geodesic").id());
    TinyRun.copy(coded.resolve("codes/geodesic"), coded.resolve("codes/kmeans"));
    images(digit(255), digit(0));
    context = encode(data);
    assertNotEquals(id, context.manifest("codes/geodesic").id());
    assertFalse(Files.exists(coded.resolve("codes/kmeans")));
  }

  @Test
  void howAnotherDataSetIsCutHasToBeSaid() throws Exception {
    TrainedRun run = trained(TinyRun.shared(), Arm.GEODESIC);
    UserError error =
        assertThrows(
            UserError.class, () -> run.configuration(List.of("data.set=folder", "data.dir=x")));
    assertTrue(error.getMessage().contains("expected data.image.crop"), error::getMessage);
  }

  @Test
  void aFolderIsNotPassedOverWhereTheRunDrewItsImages() throws Exception {
    TrainedRun run = trained(TinyRun.shared(), Arm.GEODESIC);
    UserError error = assertThrows(UserError.class, () -> run.configuration(List.of("data.dir=x")));
    assertTrue(
        error.getMessage().startsWith("data.dir = x: data.set is strokes"), error::getMessage);
  }

  /** A training folder of a single image: nothing is held out. */
  @Test
  void splitsDoNotMatter() throws Exception {
    Path data = folder.resolve("data");
    Files.createDirectories(data.resolve("train"));
    Files.write(data.resolve("train/a.png"), EncodedImages.png(digit(255)));
    StageContext context = encode(data);
    assertEquals(1, Codes.read(context, Arm.GEODESIC, Split.TRAIN).count());
  }

  /** It would be printed. */
  @Test
  void aPasswordInTheNameOfTheModelIsRefused() {
    var hadoop = LocalSpark.get().sparkContext().hadoopConfiguration();
    UserError error =
        assertThrows(
            UserError.class,
            () -> RunDirectory.named("--model", "s3a://key:secret@bucket/run", hadoop));
    assertTrue(error.getMessage().startsWith("--model has a password"), error::getMessage);
  }

  /** Encoded images are no run, whatever their codes are called. */
  @Test
  void whatWasEncodedGivesNoCodes() throws Exception {
    Path data = images(digit(255));
    Path coded = folder.resolve("coded");
    encode(data);
    UserError error = assertThrows(UserError.class, () -> trained(coded, Arm.GEODESIC));
    assertTrue(error.getMessage().contains("has no codes of geodesic"), error::getMessage);
  }

  /** Where to compute and to write is not for whoever made the run to say. */
  @Test
  void aManifestSetsNothingThatItsStageDoesNotDependOn() throws Exception {
    TrainedRun run =
        changed(
            "images",
            "\"data.partitions\"",
            "\"spark.master\" : \"\\\"spark://elsewhere:7077\\\"\", \"data.partitions\"");
    assertFalse(run.recorded().containsKey("spark.master"));
    assertNotEquals("spark://elsewhere:7077", run.configuration(List.of()).settings().master());
  }

  /** A stage that was done again has another id than the one that codes were made from. */
  @Test
  void codesOfAnOlderGraphAreASentence() throws Exception {
    String id = TinyRun.context(TinyRun.shared()).manifest("graph").id();
    UserError error = assertThrows(UserError.class, () -> changed("graph", id, "another"));
    assertTrue(error.getMessage().contains("was made from another graph"), error::getMessage);
  }

  /** As when `geovq run` makes it anew while images get codes. */
  @Test
  void aRunThatChangesWhileItIsUsedIsASentence() throws Exception {
    Path copy = folder.resolve("changing");
    TinyRun.copy(TinyRun.shared(), copy);
    TrainedRun run = trained(copy, Arm.GEODESIC);
    run.requireUnchanged();
    Path manifest = copy.resolve("codes/geodesic/_manifest.json");
    String whole = Files.readString(manifest, StandardCharsets.UTF_8);
    String id = run.ids().get("codes/geodesic");
    Files.delete(manifest.resolveSibling("._manifest.json.crc"));
    Files.writeString(manifest, whole.replace(id, "another"));
    UserError error = assertThrows(UserError.class, run::requireUnchanged);
    assertTrue(error.getMessage().contains("has changed while it was used"), error::getMessage);
  }

  /** It may be older than the rest, and tells of nothing that codes are made with. */
  @Test
  void settingsOfTheReportDoNotCount() throws Exception {
    TrainedRun run = changed("report", "\"arms\" : \"", "\"arms\" : \"[kmeans]\", \"was\" : \"");
    assertNotEquals("[kmeans]", run.recorded().get("arms"));
  }

  @Test
  void aManifestDoesNotLeadOutOfTheRun() {
    UserError error =
        assertThrows(
            UserError.class, () -> changed("codes/geodesic", "\"latents\"", "\"../latents\""));
    assertTrue(
        error.getMessage().endsWith(" names the input ../latents, which is no stage's output."),
        error::getMessage);
  }

  @Test
  void aSettingThatIsNoValueIsASentence() throws Exception {
    TrainedRun run = changed("graph", "\"graph.k\" : \"8\"", "\"graph.k\" : \"include file\"");
    UserError error = assertThrows(UserError.class, () -> run.configuration(List.of()));
    assertTrue(error.getMessage().contains(run.directory().root().toString()), error::getMessage);
  }

  /** The shared run with a text of one of its manifests replaced by another. */
  private TrainedRun changed(String output, String text, String by) throws Exception {
    Path copy = folder.resolve("run");
    TinyRun.copy(TinyRun.shared(), copy);
    Path manifest = copy.resolve(output + "/_manifest.json");
    String whole = Files.readString(manifest, StandardCharsets.UTF_8);
    assertTrue(whole.contains(text), whole);
    Files.delete(manifest.resolveSibling("._manifest.json.crc"));
    Files.writeString(manifest, whole.replace(text, by));
    return trained(copy, Arm.GEODESIC);
  }
}
