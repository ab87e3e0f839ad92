package org.geovq.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.geovq.random.Draw;
import org.junit.jupiter.api.Test;

class SilhouetteTest {
  /** Distances of some nodes on a line to all. */
  private static float[][] rows(float[] places, int... rowNodes) {
    float[][] rows = new float[rowNodes.length][places.length];
    for (int l = 0; l < rowNodes.length; l++) {
      for (int node = 0; node < places.length; node++) {
        rows[l][node] = Math.abs(places[rowNodes[l]] - places[node]);
      }
    }
    return rows;
  }

  /** Nodes at 0, 1 and 10, 12: (a, b) are (1, 11), (1, 10), (2, 9.5), (2, 11.5). */
  @Test
  void twoPairsByHand() {
    float[] places = {0, 10, 1, 12};
    int[] clusters = {2, 0, 2, 0};
    int[] all = {0, 1, 2, 3};
    double expected = (10 / 11. + 9 / 10. + 7.5 / 9.5 + 9.5 / 11.5) / 4;
    assertEquals(expected, Silhouette.of(rows(places, all), all, clusters, 4), 1e-7);
  }

  /** The landmarks are the nodes at 12 and 1, in that order; the others only receive distances. */
  @Test
  void onlyLandmarksAreAveragedButAllNodesCount() {
    float[] places = {0, 10, 1, 12};
    int[] some = {3, 2};
    double expected = (9.5 / 11.5 + 9 / 10.) / 2;
    assertEquals(
        expected, Silhouette.of(rows(places, some), some, new int[] {0, 1, 0, 1}, 2), 1e-7);
  }

  @Test
  void aLandmarkAloneInItsClusterCountsZero() {
    float[] places = {0, 1, 50};
    int[] some = {0, 2};
    double expected = (1 - 1 / 50.) / 2;
    assertEquals(expected, Silhouette.of(rows(places, some), some, new int[] {0, 0, 1}, 2), 1e-7);
  }

  @Test
  void nodesInTheWrongClusterAreBelowZero() {
    float[] places = {0, 1, 10, 11};
    int[] first = {0};
    // a = 11, b = (1 + 10) / 2
    assertEquals(-.5, Silhouette.of(rows(places, first), first, new int[] {0, 1, 1, 0}, 2), 1e-7);
  }

  @Test
  void clustersAtOnePlaceCountZero() {
    int[] all = {0, 1, 2, 3};
    assertEquals(0, Silhouette.of(rows(new float[4], all), all, new int[] {0, 0, 1, 1}, 2), 1e-12);
  }

  /** The definition, one mean after the other, on random distances that are not even symmetric. */
  @Test
  void agreesWithTheDefinition() {
    SplittableRandom random = Draw.generator(1, "distances", 0);
    int nodes = 40;
    int k = 6;
    int[] clusters = random.ints(nodes, 0, k - 1).toArray();
    int[] landmarks = {7, 3, 39, 20, 11, 0, 25};
    float[][] rows = new float[landmarks.length][nodes];
    double expected = 0;
    for (int l = 0; l < landmarks.length; l++) {
      for (int node = 0; node < nodes; node++) {
        rows[l][node] = node == landmarks[l] ? 0 : (float) random.nextDouble(.1, 5);
      }
      expected += silhouette(rows[l], landmarks[l], clusters, k) / landmarks.length;
    }
    assertEquals(expected, Silhouette.of(rows, landmarks, clusters, k), 1e-9);
  }

  private static double silhouette(float[] row, int landmark, int[] clusters, int k) {
    double a = mean(row, landmark, clusters, clusters[landmark]);
    double b = Double.MAX_VALUE;
    for (int c = 0; c < k; c++) {
      double other = mean(row, landmark, clusters, c);
      b = c != clusters[landmark] && other < b ? other : b;
    }
    return a < b ? 1 - a / b : b / a - 1;
  }

  private static double mean(float[] row, int landmark, int[] clusters, int cluster) {
    double sum = 0;
    int count = 0;
    for (int node = 0; node < row.length; node++) {
      if (node != landmark && clusters[node] == cluster) {
        sum += row[node];
        count++;
      }
    }
    return sum / count;
  }

  @Test
  void refusesWhatDoesNotFit() {
    int[] first = {0};
    float[][] rows = {{0, 1, 2}};
    assertThrows(
        IllegalArgumentException.class,
        () -> Silhouette.of(rows, new int[2], new int[] {0, 0, 1}, 2));
    assertThrows(
        IllegalArgumentException.class,
        () -> Silhouette.of(new float[0][], new int[0], new int[] {0, 0, 1}, 2));
    assertThrows(
        IllegalArgumentException.class, () -> Silhouette.of(rows, first, new int[] {0, 1}, 2));
    assertThrows(
        IllegalArgumentException.class, () -> Silhouette.of(rows, first, new int[] {0, 0, 2}, 2));
    assertThrows(
        IllegalArgumentException.class, () -> Silhouette.of(rows, first, new int[] {0, 0, -1}, 2));
    assertThrows(
        IllegalArgumentException.class, () -> Silhouette.of(rows, first, new int[] {1, 1, 1}, 2));
  }
}
