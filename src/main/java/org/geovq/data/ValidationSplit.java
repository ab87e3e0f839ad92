package org.geovq.data;

import java.io.Serializable;
import java.util.Arrays;
import org.geovq.UserError;
import org.geovq.random.Draw;

/**
 * Chooses exactly {@code count} of the training ids 0 .. n-1 for validation: those with the
 * smallest {@code Draw.hash(seed, "validation", id)}, compared as signed numbers. For one seed the
 * hash is a bijection of the id, so there are no ties.
 *
 * <p>Holds a threshold only; membership is one hash.
 */
public final class ValidationSplit implements Serializable {
  private static final long serialVersionUID = 1;
  private static final String PURPOSE = "validation";

  private final int trainingImages;
  private final int testImages;
  private final int count;
  private final long seed;
  private final long largestHash;

  /**
   * Takes O(n log count) time and O(count) memory.
   *
   * @param trainingImages n, the training images before any is held out
   * @param testImages whose ids follow, from n on; 0 or more
   * @param count how many of the training images to hold out, 0 to n - 1
   * @throws UserError naming {@code data.validation-images} where count is out of range
   */
  public ValidationSplit(int trainingImages, int testImages, int count, long seed) {
    if (count < 0 || count >= trainingImages) {
      throw new UserError(
          "data.validation-images is %d, but must be at least 0 and less than the %d training images",
          count, trainingImages);
    }
    this.trainingImages = trainingImages;
    this.testImages = testImages;
    this.count = count;
    this.seed = seed;
    this.largestHash = count == 0 ? 0 : nthSmallestHash(trainingImages, count, seed);
  }

  private static long nthSmallestHash(int n, int count, long seed) {
    long[] kept = new long[(int) Math.min(2L * count, n)];
    int size = 0;
    for (int id = 0; id < n; id++) {
      if (size == kept.length) {
        Arrays.sort(kept);
        size = count;
      }
      kept[size++] = Draw.hash(seed, PURPOSE, id);
    }
    Arrays.sort(kept, 0, size);
    return kept[count - 1];
  }

  /** Number of training images before any is held out. */
  int trainingImages() {
    return trainingImages;
  }

  /** Whether this id is held out for validation; ids from n on never are. */
  public boolean contains(long id) {
    return count > 0 && id < trainingImages && Draw.hash(seed, PURPOSE, id) <= largestHash;
  }

  /** The split of an id: one of the n training ids, or a test id from n on. */
  Split splitOf(long id) {
    if (id >= trainingImages) {
      return Split.TEST;
    }
    return contains(id) ? Split.VALIDATION : Split.TRAIN;
  }

  /** Number of images in a split. */
  long sizeOf(Split split) {
    return switch (split) {
      case TRAIN -> trainingImages - count;
      case VALIDATION -> count;
      case TEST -> testImages;
    };
  }
}
