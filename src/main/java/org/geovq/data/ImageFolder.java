package org.geovq.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.geovq.Sha256;
import org.geovq.UserError;
import org.geovq.random.Draw;

/**
 * A folder of JPEG and PNG images of any size.
 *
 * <p>With a folder {@code train} in it, the images are {@code SPLIT/CLASS/NAME} or {@code
 * SPLIT/NAME}, where SPLIT is train (or training), validation (valid, val) or test (testing), in
 * small or capital letters; without images for validation, some of the training images are held
 * out. Otherwise the images are {@code CLASS/NAME} or {@code NAME}, and a hash of that decides
 * about the split, so that an image stays where it is when others come or go. Labels are the
 * classes' places in the order of their names. Ids go by split and a hash of the name: the first of
 * them are a sample of all classes, as in other data sets.
 */
public final class ImageFolder {
  private static final Map<String, Split> SPLITS =
      Map.of(
          "train", Split.TRAIN,
          "training", Split.TRAIN,
          "validation", Split.VALIDATION,
          "valid", Split.VALIDATION,
          "val", Split.VALIDATION,
          "test", Split.TEST,
          "testing", Split.TEST);
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
   * @param known the classes whose places are the labels, where other images have said so; others
   *     have no label then. Null: those that there are
   * @throws UserError where there are none, or they do not lie as said above
   */
  public static EncodedSource open(
      FileOpener files, Preparation preparation, Splitting splitting, List<String> known) {
    EncodedFiles container = new FolderFiles(files, "");
    List<EncodedFile> list = EncodedSource.list(container);
    boolean allNamed = list.stream().allMatch(file -> split(file) != null);
    boolean inSplits =
        list.stream().anyMatch(file -> split(file) == Split.TRAIN) || known != null && allNamed;
    if (allNamed && !inSplits) {
      throw new UserError(
          "%s holds folders named as splits are, but none named train: expected train beside them, or other names for classes",
          container.path());
    }
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
    List<String> classes = known == null ? classes(container, placed) : known;
    List<EncodedImage> images = labelled(placed, classes);
    if (inSplits
        && splitting.validationImages() > 0
        && images.stream().noneMatch(image -> image.split() == Split.VALIDATION)) {
      images = heldOut(images, splitting);
    }
    List<Remark> remarks = new ArrayList<>(otherFiles(files, list.size()));
    if (!inSplits && known == null) {
      remarks.addAll(splitNames(list));
    }
    if (known != null && !known.isEmpty()) {
      remarks.addAll(unknownClasses(images));
    }
    return new EncodedSource(
        container, preparation, images, container.stored(list), remarks, classes);
  }

  /** Null where the file is in no folder of a split. */
  private static Split split(EncodedFile file) {
    int slash = file.name().indexOf('/');
    return slash < 0 ? null : SPLITS.get(file.name().substring(0, slash).toLowerCase(Locale.ROOT));
  }

  private static Placed bySplit(EncodedFiles container, EncodedFile file, long hash) {
    Split split = split(file);
    if (split == null) {
      throw new UserError(
          "%s/%s is in no folder of a split: beside train, expected validation (or valid, val) and"
              + " test",
          container.path(), file.name());
    }
    return new Placed(file, hash, split, className(container, file, file.name().split("/"), 1));
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

  /** In the order of their names; none where the images are in no folders of classes. */
  private static List<String> classes(EncodedFiles container, List<Placed> placed) {
    Set<String> names = new TreeSet<>();
    placed.forEach(image -> names.add(image.className()));
    if (names.size() > 1 && names.contains("")) {
      Placed stray = placed.stream().filter(p -> p.className().isEmpty()).findFirst().orElseThrow();
      throw new UserError(
          "%s/%s is in no folder of a class, but other images are: expected all or none",
          container.path(), stray.file().name());
    }
    if (names.size() - 1 > LabelledImage.MOST_LABEL) {
      throw new UserError(
          "%s holds %d folders of classes: expected at most %d",
          container.path(), names.size(), LabelledImage.MOST_LABEL + 1);
    }
    return names.contains("") ? List.of() : List.copyOf(names);
  }

  private static List<EncodedImage> labelled(List<Placed> placed, List<String> classes) {
    Map<String, Integer> labels = new HashMap<>();
    classes.forEach(name -> labels.put(name, labels.size()));
    List<EncodedImage> images = new ArrayList<>();
    for (Placed image : placed) {
      int label = labels.getOrDefault(image.className(), -1);
      images.add(new EncodedImage(image.file(), images.size(), image.split(), label));
    }
    return images;
  }

  /** Beside folders of other names they are classes as any, which may not be what was meant. */
  private static List<Remark> splitNames(List<EncodedFile> list) {
    return remark(
        "in_split_names",
        list.stream().filter(file -> split(file) != null).count(),
        "images are in folders named as splits are, which are taken for classes, as there is none named train");
  }

  private static List<Remark> unknownClasses(List<EncodedImage> images) {
    return remark(
        "unlabelled",
        images.stream().filter(image -> image.label() < 0).count(),
        "images are of no class that the run was trained on and have no label");
  }

  /**
   * @param count of nothing nothing is said
   * @param sentence what is said of that number
   */
  private static List<Remark> remark(String key, long count, String sentence) {
    return count == 0
        ? List.of()
        : List.of(new Remark(key, count, String.format("%,d ", count) + sentence));
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
    return remark(
        "other_files",
        others,
        "files of " + files.directory() + " are no images and are passed over");
  }
}
