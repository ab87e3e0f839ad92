package org.geovq.data;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.geovq.UserError;

/**
 * MNIST and its relatives: four IDX files, each plain or gzipped, in one directory.
 *
 * <p>Ids are rows over the training file and then the test file. The files are streamed. Format: Y.
 * LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits",
 * https://yann.lecun.com/exdb/mnist/.
 */
public final class IdxSource implements RangedSource {
  private static final long serialVersionUID = 1;
  private static final String TRAIN = "train";
  private static final String TEST = "t10k";

  private final FileOpener files;
  private final ArrayList<StoredFile> stored = new ArrayList<>();
  private final ImageShape shape;
  private final ValidationSplit validation;

  /**
   * Reads and checks the headers of all four files.
   *
   * @param validationImages how many of the training images to hold out
   * @param seed which of them
   * @throws UserError where a file is missing or its header shows that it is not what was expected,
   *     or where validationImages is out of range
   */
  public IdxSource(FileOpener files, int validationImages, long seed) {
    this.files = files;
    try (IdxPair train = new IdxPair(files, TRAIN);
        IdxPair test = new IdxPair(files, TEST)) {
      train.requireSameShape(test);
      stored.addAll(train.files());
      stored.addAll(test.files());
      shape = train.shape();
      validation = new ValidationSplit(train.count(), test.count(), validationImages, seed);
    }
  }

  @Override
  public ImageShape shape() {
    return shape;
  }

  @Override
  public long count(Split split) {
    return validation.sizeOf(split);
  }

  @Override
  public List<StoredFile> files() {
    return List.copyOf(stored);
  }

  @Override
  public ImageStream images(long from, long to) {
    return new Images(from, to);
  }

  private final class Images implements ImageStream {
    private final long end;
    private long id;
    private IdxPair pair;

    Images(long from, long to) {
      id = from;
      end = to;
      int trainingImages = validation.trainingImages();
      boolean test = from >= trainingImages;
      pair = new IdxPair(files, test ? TEST : TRAIN);
      skip(test ? from - trainingImages : from);
    }

    private void skip(long records) {
      try {
        pair.skip(records);
      } catch (RuntimeException e) {
        close();
        throw e;
      }
    }

    @Override
    public boolean hasNext() {
      return id < end;
    }

    @Override
    public LabelledImage next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      try {
        return read();
      } catch (RuntimeException e) {
        close();
        throw e;
      }
    }

    private LabelledImage read() {
      if (id == validation.trainingImages() && pair.atEnd()) {
        pair.close();
        pair = new IdxPair(files, TEST);
      }
      byte[] pixels = new byte[shape.pixels()];
      int label = pair.read(pixels);
      LabelledImage image = new LabelledImage(id, validation.splitOf(id), label, pixels);
      id++;
      if (id == end) {
        close();
      }
      return image;
    }

    @Override
    public void close() {
      pair.close();
    }
  }
}
