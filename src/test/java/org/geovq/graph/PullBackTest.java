package org.geovq.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PullBackTest {
  private static final int[] FIRST = {0};
  private static final int[] SECOND = {1};

  /** Decodes image by image. */
  private static Decoder each(int size, Decoder one) {
    return latents -> {
      float[][] images = new float[latents.length / size][];
      for (int i = 0; i < images.length; i++) {
        images[i] = one.decode(Arrays.copyOfRange(latents, i * size, (i + 1) * size));
      }
      float[] all = new float[images.length * images[0].length];
      for (int i = 0; i < images.length; i++) {
        System.arraycopy(images[i], 0, all, i * images[0].length, images[0].length);
      }
      return all;
    };
  }

  /**
   * Two positions of two numbers, x = (3 z0 + 4 z1 + z2, 2 z1 + z3). The step (1, 1) becomes (7, 2)
   * at position 0, where node 0 lies, and (1, 1) at position 1, where node 1 lies.
   */
  @Test
  void aLinearDecoderStretchesTheSegmentByItsColumns() {
    Decoder linear = each(4, z -> new float[] {3 * z[0] + 4 * z[1] + z[2], 2 * z[1] + z[3]});
    LatentPoints nodes = Points.unitVariance(2, 5, 6, 6, 7);
    float[][] contexts = {{5, 6, -1, 2}, {9, -3, 6, 7}};
    int[] places = {0, 1};
    double expected = (Math.sqrt(53) + Math.sqrt(2)) / 2;
    for (int steps = 1; steps <= 5; steps++) {
      PullBack pullBack = new PullBack(linear, 2, 2, steps, 3);
      assertEquals(expected, pullBack.lengths(FIRST, SECOND, nodes, contexts, places)[0], 1e-5);
    }
  }

  /** z becomes (r cos z, r sin z): s chords of 2 r sin(dz / 2 s) each, near r dz for many. */
  @Test
  void chordsOfACircleComeNearItsArc() {
    Decoder circle =
        each(1, z -> new float[] {3 * (float) Math.cos(z[0]), 3 * (float) Math.sin(z[0])});
    LatentPoints nodes = Points.unitVariance(1, 0.5f, 2.5f);
    float[][] contexts = {{0.5f}, {2.5f}};
    for (int steps : new int[] {1, 2, 8, 64}) {
      PullBack pullBack = new PullBack(circle, 1, 1, steps, 16);
      float length = pullBack.lengths(FIRST, SECOND, nodes, contexts, new int[2])[0];
      assertEquals(6 * steps * Math.sin(1.0 / steps), length, 1e-5);
    }
    float fine =
        new PullBack(circle, 1, 1, 64, 16).lengths(FIRST, SECOND, nodes, contexts, new int[2])[0];
    assertEquals(6, fine, 1e-3);
  }

  /**
   * The image is the product of both positions. From 2 to 5 beside a 10: 30. From 5 to 2 beside a
   * 4, in the other's image: 12. Their mean is 21.
   */
  @Test
  void eachEndCountsInItsOwnContext() {
    Decoder product = each(2, z -> new float[] {z[0] * z[1]});
    LatentPoints nodes = Points.unitVariance(1, 2, 5);
    float[][] contexts = {{2, 10}, {4, 5}};
    PullBack pullBack = new PullBack(product, 2, 1, 2, 8);
    float[] lengths = pullBack.lengths(FIRST, SECOND, nodes, contexts, new int[] {0, 1});
    assertArrayEquals(new float[] {21}, lengths);
  }

  /** Five images of two positions, all pairs of their ten nodes. */
  private static final LatentPoints NODES = Points.random(10, 3, 1);

  private static final int[] PLACES = new int[10];
  private static final float[][] CONTEXTS = new float[10][];
  private static final int[] FROM = new int[45];
  private static final int[] TO = new int[45];

  static {
    int edge = 0;
    for (int i = 0; i < 10; i++) {
      PLACES[i] = i % 2;
      CONTEXTS[i] = Arrays.copyOfRange(NODES.mu(), i / 2 * 6, i / 2 * 6 + 6);
      for (int j = 0; j < i; j++) {
        FROM[edge] = i;
        TO[edge++] = j;
      }
    }
  }

  private static float[] bent(float[] z) {
    return new float[] {
      z[0] * z[5] + z[1], z[2] * z[2] - z[3] * z[4], (float) Math.sin(z[1] * z[3])
    };
  }

  /** The definition, image by image. */
  private static double naive(int i, int j, int steps) {
    double sum = 0;
    for (int step = 0; step < steps; step++) {
      float[] a = bent(moved(i, j, (double) step / steps));
      float[] b = bent(moved(i, j, (step + 1.0) / steps));
      sum +=
          Math.sqrt(Math.pow(a[0] - b[0], 2) + Math.pow(a[1] - b[1], 2) + Math.pow(a[2] - b[2], 2));
    }
    return sum;
  }

  private static float[] moved(int i, int j, double t) {
    float[] z = CONTEXTS[i].clone();
    for (int c = 0; c < 3; c++) {
      z[3 * PLACES[i] + c] = (float) ((1 - t) * NODES.mu()[3 * i + c] + t * NODES.mu()[3 * j + c]);
    }
    return z;
  }

  @Test
  void lengthsAreThoseOfTheDefinitionWhateverTheBatch() {
    for (int batch : new int[] {1, 2, 7, 1000}) {
      PullBack pullBack = new PullBack(each(6, PullBackTest::bent), 2, 3, 3, batch);
      float[] lengths = pullBack.lengths(FROM, TO, NODES, CONTEXTS, PLACES);
      for (int e = 0; e < 45; e++) {
        double expected = (naive(FROM[e], TO[e], 3) + naive(TO[e], FROM[e], 3)) / 2;
        assertEquals(expected, lengths[e], 1e-6);
      }
    }
  }

  @Test
  void lengthsAreTheSameFromBothEndsAndInAnyPart() {
    PullBack pullBack = new PullBack(each(6, PullBackTest::bent), 2, 3, 2, 7);
    float[] lengths = pullBack.lengths(FROM, TO, NODES, CONTEXTS, PLACES);
    assertArrayEquals(lengths, pullBack.lengths(TO, FROM, NODES, CONTEXTS, PLACES));
    int[] from = Arrays.copyOfRange(FROM, 20, 31);
    int[] to = Arrays.copyOfRange(TO, 20, 31);
    assertArrayEquals(
        Arrays.copyOfRange(lengths, 20, 31), pullBack.lengths(from, to, NODES, CONTEXTS, PLACES));
    assertEquals(0, pullBack.lengths(new int[0], new int[0], NODES, CONTEXTS, PLACES).length);
  }

  /** 10 nodes' own images and 3 for each end of 45 edges. */
  @Test
  void anImageIsDecodedOnceForAllItsEdgesAndNoBatchIsTooLarge() {
    AtomicInteger images = new AtomicInteger();
    Decoder counting =
        latents -> {
          assertTrue(latents.length <= 8 * 6);
          images.addAndGet(latents.length / 6);
          return latents;
        };
    new PullBack(counting, 2, 3, 3, 8).lengths(FROM, TO, NODES, CONTEXTS, PLACES);
    assertEquals(10 + 2 * 3 * 45, images.get());
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Decoder same = latents -> latents;
    assertThrows(IllegalArgumentException.class, () -> new PullBack(same, 2, 3, 0, 8));
    assertThrows(IllegalArgumentException.class, () -> new PullBack(same, 2, 3, 1, 0));
    PullBack pullBack = new PullBack(same, 2, 3, 1, 8);
    assertThrows(
        IllegalArgumentException.class,
        () -> pullBack.lengths(FIRST, SECOND, NODES, CONTEXTS, new int[9]));
    assertThrows(
        IllegalArgumentException.class,
        () -> pullBack.lengths(FIRST, new int[2], NODES, CONTEXTS, PLACES));
  }
}
