package org.geovq.cluster;

import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.geovq.UserError;

/** Starting medoids: k distinct rows of the distance table, duplicate points or not. */
public final class KMedoidsStart {
  private KMedoidsStart() {}

  /**
   * k-medoids++: each next medoid is drawn among the landmarks in proportion to its squared
   * distance to the nearest medoid so far, whatever the power of the cost.
   *
   * @throws UserError naming codebook.size if there are fewer than k landmarks
   */
  public static int[] plusPlus(DistanceTable table, int k, SplittableRandom random) {
    return plusPlus(table.landmarks().length, table::toLandmarks, k, random);
  }

  /**
   * The same where no process holds the whole table: only distances between landmarks are needed,
   * of the rows that are drawn.
   *
   * @param landmarks L
   * @param toLandmarks gives for a row its landmark's distances to all, [L]; asked once per medoid
   * @throws UserError naming codebook.size if there are fewer than k landmarks
   */
  public static int[] plusPlus(
      int landmarks, IntFunction<float[]> toLandmarks, int k, SplittableRandom random) {
    check(k, landmarks);
    Seeding seeding = new Seeding(landmarks, random);
    int[] medoids = new int[k];
    for (int i = 0; i < k; i++) {
      medoids[i] = seeding.draw();
      float[] distances = toLandmarks.apply(medoids[i]);
      float[] squares = seeding.squares();
      for (int l = 0; l < landmarks; l++) {
        squares[l] = Math.min(squares[l], distances[l] * distances[l]);
      }
    }
    return medoids;
  }

  /**
   * Rows drawn uniformly without replacement.
   *
   * @throws UserError naming codebook.size if there are fewer than k landmarks
   */
  public static int[] random(DistanceTable table, int k, SplittableRandom random) {
    check(k, table.landmarks().length);
    Seeding seeding = new Seeding(table.landmarks().length, random);
    int[] medoids = new int[k];
    for (int i = 0; i < k; i++) {
      medoids[i] = seeding.draw();
    }
    return medoids;
  }

  private static void check(int k, int landmarks) {
    if (k < 1 || k > landmarks) {
      throw new UserError(
          "codebook.size is %d; expected 1 to %d, as there are %d landmarks.",
          k, landmarks, landmarks);
    }
  }
}
