package org.geovq.data;

import java.util.HashSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import org.geovq.UserError;

/**
 * MNIST and its relatives: four IDX files, each plain or gzipped, in one directory.
 *
 * <p>Ids are rows over the training file and then the test file. The files are streamed. Format: Y.
 * LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits",
 * https://yann.lecun.com/exdb/mnist/.
 */
public final class IdxSource implements ImageSource {
  private static final String TRAIN = "train";
  private static final String TEST = "t10k";

  private final FileOpener files;
  private final ImageShape shape;
  private final ValidationSplit validation;
  private final int testImages;
  private final Set<Images> open = new HashSet<>();

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
      shape = train.shape();
      validation = new ValidationSplit(train.count(), validationImages, seed);
      testImages = test.count();
    }
  }

  @Override
  public ImageShape shape() {
    return shape;
  }

  @Override
  public long count(Split split) {
    return validation.sizeOf(split, testImages);
  }

  @Override
  public Iterator<LabelledImage> images() {
    return new Images();
  }

  @Override
  public void close() {
    Set.copyOf(open).forEach(Images::close);
  }

  private final class Images implements Iterator<LabelledImage> {
    private final long end = (long) validation.trainingImages() + testImages;
    private long id;
    private IdxPair pair;

    Images() {
      pair = new IdxPair(files, TRAIN);
      open.add(this);
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
      if (id == validation.trainingImages()) {
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

    private void close() {
      pair.close();
      open.remove(this);
    }
  }
}
