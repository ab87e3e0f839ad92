package org.geovq.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.geovq.Sha256;
import org.geovq.UserError;
import org.geovq.random.Draw;

/**
 * A folder of JPEG and PNG images of any size.
 *
 * <p>With a folder {@code train} in it, the images are {@code SPLIT/CLASS/NAME} or {@code
 * SPLIT/NAME}, where SPLIT is train, validation (or valid, val) or test; without images for
 * validation, some of the training images are held out. Otherwise the images are {@code CLASS/NAME}
 * or {@code NAME}, and a hash of that decides about the split, so that an image stays where it is
 * when others come or go. Labels are the classes' places in the order of their names. Ids go by
 * split and a hash of the name: the first of them are a sample of all classes, as in other data
 * sets.
 */
public final class ImageFolder {
  private static final List<List<String>> SPLITS =
      List.of(List.of("train"), List.of("validation", "valid", "val"), List.of("test"));
  private static final String PURPOSE = "folder-split";

  private ImageFolder() {}

  /**
   * How images without a split get one.
   *
   * @param validationImages held out of a folder train that has none beside it
   * @param validationShare of images that are in no folder of a split
   * @param testShare of images that are in no folder of a split
   * @param seed of all draws
   */
  public record Splitting(
      int validationImages, double validationShare, double testShare, long seed) {}

  /**
   * An image and where it belongs.
   *
   * @param hash of its name
   */
  private record Placed(EncodedFile file, long hash, Split split, String className) {}

  /**
   * Lists the images.
   *
   * @throws UserError where there are none, or they do not lie as said above
   */
  public static EncodedSource open(FileOpener files, Preparation preparation, Splitting splitting) {
    EncodedFiles container = new FolderFiles(files, "");
    List<EncodedFile> list = EncodedSource.list(container);
    boolean inSplits = list.stream().anyMatch(file -> file.name().startsWith("train/"));
    List<Placed> placed = new ArrayList<>();
    for (EncodedFile file : list) {
      long hash = nameHash(file.name());
      placed.add(
          inSplits ? bySplit(container, file, hash) : byHash(container, file, hash, splitting));
    }
    placed.sort(
        Comparator.comparing(Placed::split)
            .thenComparingLong(Placed::hash)
            .thenComparing(image -> image.file().name()));
    List<EncodedImage> images = labelled(container, placed);
    if (inSplits && images.stream().noneMatch(image -> image.split() == Split.VALIDATION)) {
      images = heldOut(images, splitting);
    }
    return new EncodedSource(
        container, preparation, images, container.stored(list), otherFiles(files, list.size()));
  }

  private static Placed bySplit(EncodedFiles container, EncodedFile file, long hash) {
    String[] path = file.name().split("/");
    for (int i = 0; i < SPLITS.size(); i++) {
      if (path.length > 1 && SPLITS.get(i).contains(path[0])) {
        return new Placed(file, hash, Split.values()[i], className(container, file, path, 1));
      }
    }
    throw new UserError(
        "%s/%s is in no folder of a split: beside train, expected validation (or valid, val) and"
            + " test",
        container.path(), file.name());
  }

  private static Placed byHash(
      EncodedFiles container, EncodedFile file, long hash, Splitting splitting) {
    double draw = (Draw.hash(splitting.seed(), PURPOSE, hash) >>> 11) * 0x1p-53;
    Split split =
        draw < splitting.testShare()
            ? Split.TEST
            : draw < splitting.testShare() + splitting.validationShare()
                ? Split.VALIDATION
                : Split.TRAIN;
    return new Placed(file, hash, split, className(container, file, file.name().split("/"), 0));
  }

  private static long nameHash(String name) {
    byte[] digest = Sha256.begin().digest(name.getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.wrap(digest).getLong();
  }

  /** Empty where the image is in no folder below its split's. */
  private static String className(
      EncodedFiles container, EncodedFile file, String[] path, int above) {
    if (path.length > above + 2) {
      throw new UserError(
          "%s/%s lies too deep: expected %sCLASS/NAME or %sNAME",
          container.path(), file.name(), above > 0 ? "SPLIT/" : "", above > 0 ? "SPLIT/" : "");
    }
    return path.length == above + 2 ? path[above] : "";
  }

  private static List<EncodedImage> labelled(EncodedFiles container, List<Placed> placed) {
    Set<String> names = new TreeSet<>();
    placed.forEach(image -> names.add(image.className()));
    if (names.size() > 1 && names.contains("")) {
      Placed stray = placed.stream().filter(p -> p.className().isEmpty()).findFirst().orElseThrow();
      throw new UserError(
          "%s/%s is in no folder of a class, but other images are: expected all or none",
          container.path(), stray.file().name());
    }
    List<String> classes = new ArrayList<>(names);
    if (classes.size() > LabelledImage.MOST_LABEL) {
      throw new UserError(
          "%s holds %d folders of classes: expected at most %d",
          container.path(), classes.size(), LabelledImage.MOST_LABEL);
    }
    boolean unlabelled = names.contains("");
    List<EncodedImage> images = new ArrayList<>();
    for (Placed image : placed) {
      int label = unlabelled ? -1 : Collections.binarySearch(classes, image.className());
      images.add(new EncodedImage(image.file(), images.size(), image.split(), label));
    }
    return images;
  }

  /** Training images come first, so that their ids are those that the split is drawn from. */
  private static List<EncodedImage> heldOut(List<EncodedImage> images, Splitting splitting) {
    int training = (int) images.stream().filter(image -> image.split() == Split.TRAIN).count();
    ValidationSplit validation =
        new ValidationSplit(training, 0, splitting.validationImages(), splitting.seed());
    return images.stream()
        .map(
            image ->
                new EncodedImage(
                    image.file(), image.id(), validation.splitOf(image.id()), image.label()))
        .toList();
  }

  private static List<Remark> otherFiles(FileOpener files, int images) {
    long others;
    try {
      others = files.list("").size() - images;
    } catch (IOException e) {
      throw new UncheckedIOException(files.directory() + " cannot be read", e);
    }
    return others == 0
        ? List.of()
        : List.of(
            new Remark(
                "other_files",
                others,
                String.format(
                    "%,d files of %s are no images and are passed over",
                    others, files.directory())));
  }
}
