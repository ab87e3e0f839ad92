package org.geovq.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.geovq.UserError;

/**
 * CelebA, aligned and cropped: {@code img_align_celeba.zip} as it is published, or a folder {@code
 * img_align_celeba} with the JPEG files, beside {@code list_eval_partition.txt} and, where
 * attributes are to be labels, {@code list_attr_celeba.txt}. Ids go by the names of the images.
 * Data: Z. Liu, P. Luo, X. Wang, X. Tang, "Deep Learning Face Attributes in the Wild", ICCV 2015,
 * https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html.
 */
public final class CelebA {
  /** Side of the square that is cut out where none is given. */
  public static final int CROP = 140;

  /** Most attributes that make a label. */
  public static final int MAX_ATTRIBUTES = 8;

  private static final String FOLDER = "img_align_celeba";
  private static final String ARCHIVE = FOLDER + ".zip";
  private static final String PARTITION = "list_eval_partition.txt";
  private static final String ATTRIBUTES = "list_attr_celeba.txt";
  private static final byte ABSENT = -1;
  private static final Split[] PARTITIONS = {Split.TRAIN, Split.VALIDATION, Split.TEST};

  private final FileOpener files;
  private final List<EncodedFile> images;
  private final Map<String, Integer> indices = new HashMap<>();

  private CelebA(FileOpener files, EncodedFiles container) {
    this.files = files;
    images = EncodedSource.list(container);
    for (int i = 0; i < images.size(); i++) {
      if (indices.put(images.get(i).baseName(), i) != null) {
        throw new UserError("%s holds %s twice", container.path(), images.get(i).baseName());
      }
    }
  }

  /**
   * Lists the images and reads what belongs to them.
   *
   * @param skipUnlisted whether an image without a row in the partition file is left out; otherwise
   *     it is an error
   * @param attributes those that make the label: bit i is 1 where the image has attribute i; empty:
   *     no label
   * @throws UserError where a file is missing or is not what it should be
   */
  public static EncodedSource open(
      FileOpener files, Preparation preparation, boolean skipUnlisted, List<String> attributes) {
    EncodedFiles container = container(files);
    CelebA data = new CelebA(files, container);
    List<Remark> remarks = new ArrayList<>();
    byte[] partition = data.partition(skipUnlisted, remarks);
    int[] labels = data.labels(partition, attributes);
    return new EncodedSource(
        container,
        preparation,
        data.encoded(partition, labels),
        data.stored(container, !attributes.isEmpty()),
        remarks,
        classes(attributes));
  }

  /** By the sum that is the label: "Male + Smiling". */
  private static List<String> classes(List<String> attributes) {
    List<String> names = new ArrayList<>();
    for (int label = 0; !attributes.isEmpty() && label < 1 << attributes.size(); label++) {
      List<String> own = new ArrayList<>();
      for (int i = 0; i < attributes.size(); i++) {
        if ((label >> i & 1) == 1) {
          own.add(attributes.get(i));
        }
      }
      names.add(own.isEmpty() ? "none" : String.join(" + ", own));
    }
    return names;
  }

  private List<StoredFile> stored(EncodedFiles container, boolean labelled) {
    List<StoredFile> stored = new ArrayList<>(container.stored(images));
    stored.add(files.stored(PARTITION));
    if (labelled) {
      stored.add(files.stored(ATTRIBUTES));
    }
    return stored;
  }

  private static EncodedFiles container(FileOpener files) {
    try {
      if (files.size(ARCHIVE).isPresent()) {
        return new ZipArchive(files, ARCHIVE);
      }
      if (!files.list(FOLDER).isEmpty()) {
        return new FolderFiles(files, FOLDER);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(files.directory() + " cannot be read", e);
    }
    throw new UserError(
        "data.dir: neither %s nor a folder %s with images is in %s, where CelebA was expected",
        ARCHIVE, FOLDER, files.directory());
  }

  /** The number of each image's split; ABSENT for images that are left out. */
  private byte[] partition(boolean skipUnlisted, List<Remark> remarks) {
    byte[] partition = new byte[images.size()];
    Arrays.fill(partition, ABSENT);
    int[] missing = new int[1];
    TextLines file = required(PARTITION);
    file.forEach(
        (number, words) -> {
          byte split = split(file, number, words);
          Integer image = indices.get(words[0]);
          if (image == null) {
            missing[0]++;
          } else if (partition[image] != ABSENT) {
            throw file.wrong(number, "%s has a row above already", words[0]);
          } else {
            partition[image] = split;
          }
        });
    if (missing[0] > 0) {
      remarks.add(
          new Remark(
              "rows_without_image",
              missing[0],
              String.format(
                  "%,d rows of %s name images that are not there", missing[0], file.path())));
    }
    remarkUnlisted(partition, file, skipUnlisted, remarks);
    return partition;
  }

  private TextLines required(String name) {
    TextLines file = new TextLines(files, name);
    if (!file.exists()) {
      throw new UserError("data.dir: %s is not in %s", name, files.directory());
    }
    return file;
  }

  private static byte split(TextLines file, int number, String[] words) {
    if (words.length != 2 || !words[1].matches("[012]")) {
      throw file.wrong(
          number, "expected the name of an image and 0 (train), 1 (validation) or 2 (test)");
    }
    return (byte) (words[1].charAt(0) - '0');
  }

  private void remarkUnlisted(
      byte[] partition, TextLines file, boolean skip, List<Remark> remarks) {
    int first = -1;
    int unlisted = 0;
    for (int i = partition.length - 1; i >= 0; i--) {
      if (partition[i] == ABSENT) {
        first = i;
        unlisted++;
      }
    }
    if (unlisted > 0 && !skip) {
      throw new UserError(
          "%s has no row for %d of the images, the first of them %s; data.celeba.unlisted = skip"
              + " leaves them out",
          file.path(), unlisted, images.get(first).name());
    }
    if (unlisted > 0) {
      remarks.add(
          new Remark(
              "images_left_out",
              unlisted,
              String.format("%,d images without a row in %s are left out", unlisted, file.path())));
    }
  }

  private int[] labels(byte[] partition, List<String> attributes) {
    int[] labels = new int[images.size()];
    Arrays.fill(labels, -1);
    if (!attributes.isEmpty()) {
      AttributeFile rows = new AttributeFile(required(ATTRIBUTES), attributes);
      rows.read(indices, labels);
      for (int i = 0; i < labels.length; i++) {
        if (labels[i] < 0 && partition[i] != ABSENT) {
          throw new UserError(
              "%s/%s has no row for %s", files.directory(), ATTRIBUTES, images.get(i).name());
        }
      }
    }
    return labels;
  }

  private List<EncodedImage> encoded(byte[] partition, int[] labels) {
    List<EncodedImage> encoded = new ArrayList<>();
    for (int i = 0; i < partition.length; i++) {
      if (partition[i] != ABSENT) {
        Split split = PARTITIONS[partition[i]];
        encoded.add(new EncodedImage(images.get(i), encoded.size(), split, labels[i]));
      }
    }
    return encoded;
  }
}
