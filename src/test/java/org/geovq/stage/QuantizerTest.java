package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.Supplier;
import org.geovq.cluster.DirectDistances;
import org.geovq.config.Arm;
import org.geovq.config.Settings;
import org.geovq.graph.LatentPoints;
import org.geovq.graph.Metric;
import org.geovq.stage.Quantizer.Quantized;
import org.junit.jupiter.api.Test;

final class QuantizerTest {
  /** Two heaps on a line, far apart: 0, 1, 2 and 10, 11, 15. */
  private static final LatentPoints NODES =
      new LatentPoints(1, new float[] {0, 1, 2, 10, 11, 15}, new float[] {-1, -2, -3, -4, -5, -9});

  private static final int[] ALL = {0, 1, 2, 3, 4, 5};
  private static final Settings.Codebook SETTINGS =
      new Settings.Codebook(2, 1, 3, 100, Settings.TablePlace.DRIVER, 0, Settings.Decode.MEDOID);

  /** Medoids 1 and 11: distances 1, 0, 1 and 1, 0, 4. Means 1 and 12. */
  @Test
  void medoidsServeTheNodesAtTheLeastDistance() {
    Quantized found = quantize(Arm.KMEDOIDS_EUCLIDEAN, 2, 1);
    assertArrayEquals(new float[] {1, 11}, sorted(found.codebook().medoids().mu()));
    assertArrayEquals(new float[] {1, 12}, sorted(found.codebook().means()));
    assertEquals(7, found.cost(), 1e-6);
    assertTrue(found.converged());
  }

  /** Centroids 1 and 12: squares 1, 0, 1 and 4, 1, 9; the nodes nearest are 1 and 11. */
  @Test
  void centroidsHaveTheMeansOfTheirNodes() {
    Quantized found = quantize(Arm.KMEANS, 2, 1);
    assertArrayEquals(new float[] {1, 12}, sorted(found.codebook().medoids().mu()));
    assertArrayEquals(new float[] {-6, -2}, sorted(found.codebook().medoids().logVariance()));
    assertArrayEquals(
        new int[] {1, 4}, Arrays.stream(found.codebook().medoidNodes()).sorted().toArray());
    assertEquals(16, found.cost(), 1e-5);
    assertTrue(found.converged());
  }

  @Test
  void randomCodesAreLandmarksAndThoseOfASmallerBookAreInTheLarger() {
    int[] three = quantize(Arm.RANDOM_CODEBOOK, 3, 1).codebook().medoidNodes();
    int[] two = quantize(Arm.RANDOM_CODEBOOK, 2, 1).codebook().medoidNodes();
    assertEquals(3, Arrays.stream(three).distinct().count());
    assertArrayEquals(Arrays.copyOf(three, 2), two);
    boolean differ = false;
    for (long seed = 2; seed < 12; seed++) {
      differ |=
          !Arrays.equals(three, quantize(Arm.RANDOM_CODEBOOK, 3, seed).codebook().medoidNodes());
    }
    assertTrue(differ, "ten seeds give the same codes");
  }

  /** Not the first of the nodes, which lie in one corner. Of 10: 100 + 81 + 64 + 0 + 1 + 25. */
  @Test
  void randomCodesAreDrawnFromTheLandmarks() {
    for (long seed = 1; seed < 11; seed++) {
      int[] nodes =
          quantize(Arm.RANDOM_CODEBOOK, new int[] {3, 4, 5}, 2, seed).codebook().medoidNodes();
      assertTrue(Arrays.stream(nodes).allMatch(node -> node >= 3), Arrays.toString(nodes));
    }
    Quantized one = quantize(Arm.RANDOM_CODEBOOK, new int[] {3}, 1, 1);
    assertArrayEquals(new int[] {3}, one.codebook().medoidNodes());
    assertEquals(271, one.cost(), 1e-4);
    assertArrayEquals(new float[] {6.5f}, one.codebook().means());
  }

  /** All six codes serve themselves. */
  @Test
  void randomCodesCostTheSquaresToTheNearest() {
    Quantized found = quantize(Arm.RANDOM_CODEBOOK, 6, 1);
    assertEquals(0, found.cost());
    assertArrayEquals(found.codebook().medoids().mu(), found.codebook().means());
  }

  @Test
  void distancesAreAskedForByKMedoidsAlone() {
    Supplier<HeldDistances> refused =
        () -> {
          throw new IllegalStateException("asked");
        };
    Quantizer.codebook(Arm.KMEANS, NODES, ALL, refused, SETTINGS, 2, 1, 1, c -> {});
    Quantizer.codebook(Arm.RANDOM_CODEBOOK, NODES, ALL, refused, SETTINGS, 2, 1, 1, c -> {});
    assertThrows(
        IllegalStateException.class,
        () -> Quantizer.codebook(Arm.DIRECT, NODES, ALL, refused, SETTINGS, 2, 1, 1, c -> {}));
  }

  @Test
  void endToEndArmsQuantizeNoNodes() {
    assertThrows(IllegalArgumentException.class, () -> quantize(Arm.VQVAE, 2, 1));
  }

  private static Quantized quantize(Arm arm, int size, long seed) {
    return quantize(arm, ALL, size, seed);
  }

  private static Quantized quantize(Arm arm, int[] landmarks, int size, long seed) {
    return Quantizer.codebook(
        arm,
        NODES,
        landmarks,
        () -> HeldDistances.whole(DirectDistances.table(NODES, landmarks, Metric.EUCLIDEAN)),
        SETTINGS,
        size,
        SETTINGS.starts(),
        seed,
        cost -> {});
  }

  private static float[] sorted(float[] values) {
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted;
  }
}
