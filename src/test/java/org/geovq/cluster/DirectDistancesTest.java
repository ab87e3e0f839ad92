package org.geovq.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.geovq.graph.LatentPoints;
import org.geovq.graph.Metric;
import org.geovq.graph.Points;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DirectDistancesTest {
  /** 700 nodes: two full tiles and a part of a third. */
  @ParameterizedTest
  @EnumSource
  void everyDistanceIsThatOfTheMetric(Metric metric) {
    LatentPoints nodes = Points.random(700, 3, 1);
    int[] landmarks = {699, 0, 311};
    DistanceTable table = DirectDistances.table(nodes, landmarks, metric);
    assertSame(landmarks, table.landmarks());
    for (int l = 0; l < landmarks.length; l++) {
      for (int node = 0; node < 700; node++) {
        double distance = metric.distance(nodes, landmarks[l], nodes, node);
        assertEquals(distance, table.rows()[l][node], 2e-6 * distance);
      }
    }
  }

  /** 0, 3 and 7 on a line. */
  @Test
  void rowsFollowTheLandmarksAndColumnsTheNodes() {
    LatentPoints line = Points.unitVariance(1, 0, 7, 3);
    DistanceTable table = DirectDistances.table(line, new int[] {1, 0}, Metric.EUCLIDEAN);
    assertArrayEquals(new float[] {7, 0, 4}, table.rows()[0]);
    assertArrayEquals(new float[] {0, 7, 3}, table.rows()[1]);
  }

  @Test
  void aLandmarkMayComeButOnce() {
    LatentPoints nodes = Points.random(5, 2, 1);
    assertThrows(
        IllegalArgumentException.class,
        () -> DirectDistances.table(nodes, new int[] {2, 2}, Metric.EUCLIDEAN));
  }
}
