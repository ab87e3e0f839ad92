package org.geovq.code;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.geovq.cluster.Clustering;
import org.geovq.graph.LatentPoints;
import org.junit.jupiter.api.Test;

class CodebookTest {
  /** Nodes 0, 1, 5, 9 on a line; landmarks are nodes 3, 1 and 0. */
  private static final LatentPoints NODES =
      new LatentPoints(1, new float[] {0, 1, 5, 9}, new float[] {-1, -2, -3, -4});

  private static final int[] LANDMARKS = {3, 1, 0};

  @Test
  void codesAreTheClustersWithTheirMedoidsAndMeans() {
    Clustering clustering =
        new Clustering(new int[] {0, 1}, new int[] {1, 1, 0, 0}, 5, new double[] {5}, 0, true);
    Codebook codebook = Codebook.of(NODES, LANDMARKS, clustering);
    assertEquals(2, codebook.size());
    assertArrayEquals(new int[] {3, 1}, codebook.medoidNodes());
    assertArrayEquals(new float[] {9, 1}, codebook.medoids().mu());
    assertArrayEquals(new float[] {-4, -2}, codebook.medoids().logVariance());
    assertArrayEquals(new float[] {7, 0.5f}, codebook.means());
  }

  @Test
  void aCodeThatServesNoNodeHasItsMedoidAsMean() {
    Clustering clustering =
        new Clustering(new int[] {0, 2}, new int[] {0, 0, 0, 0}, 5, new double[] {5}, 0, true);
    assertArrayEquals(new float[] {3.75f, 0}, Codebook.of(NODES, LANDMARKS, clustering).means());
  }

  @Test
  void partsThatDoNotFitAreRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new Codebook(NODES, new int[3], new float[4]));
    assertThrows(
        IllegalArgumentException.class, () -> new Codebook(NODES, new int[4], new float[3]));
  }
}
