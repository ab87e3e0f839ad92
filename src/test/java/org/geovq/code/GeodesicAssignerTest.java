package org.geovq.code;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.geovq.UserError;
import org.geovq.graph.Bridges;
import org.geovq.graph.CsrGraph;
import org.geovq.graph.LatentPoints;
import org.geovq.graph.Metric;
import org.geovq.graph.Points;
import org.geovq.graph.ShortestPaths;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GeodesicAssignerTest {
  /**
   * A U on its side: from (0, 0) to (10, 0), up to (10, 1), back to (0, 1), a node every 1/4. The
   * k-NN graph with k = 2 is the path of its 85 nodes and the edges that skip one.
   */
  private static final LatentPoints CURVE = curve();

  private static final int START = 0;
  private static final int UPPER_RIGHT = 44;
  private static final int END = 84;

  private static LatentPoints curve() {
    float[] mu = new float[2 * 85];
    for (int i = 0; i < 85; i++) {
      float way = i / 4f;
      mu[2 * i] = way < 10 ? way : Math.min(10, 21 - way);
      mu[2 * i + 1] = Math.min(1, Math.max(0, way - 10));
    }
    return Points.unitVariance(2, mu);
  }

  private static int[] codes(Assigner assigner, LatentPoints vectors) {
    int[] codes = new int[vectors.size()];
    assigner.assign(vectors, 0, codes.length, codes);
    return codes;
  }

  private static GeodesicAssigner onCurve(int neighbours, int... medoids) {
    CsrGraph graph = Points.graph(CURVE, Metric.EUCLIDEAN, 2);
    return new GeodesicAssigner(graph, CURVE, Metric.EUCLIDEAN, medoids, neighbours, 1);
  }

  /** (0, 1.1) lies near (0, 0) in the plane but 20 away along the curve; (10, 1) is 10 away. */
  @Test
  void theCodeFollowsTheCurveWhereTheDirectRuleJumpsAcross() {
    LatentPoints vectors = Points.unitVariance(2, 0, 1.1f, 1, -0.1f, 9, 1.1f);
    int[] medoids = {START, UPPER_RIGHT};
    Assigner direct = new DirectAssigner(CURVE.subset(medoids), Metric.EUCLIDEAN);
    assertArrayEquals(new int[] {0, 0, 1}, codes(direct, vectors));
    assertArrayEquals(new int[] {1, 0, 1}, codes(onCurve(1, medoids), vectors));
    assertArrayEquals(new int[] {1, 0, 1}, codes(onCurve(3, medoids), vectors));
  }

  /** With all nodes as entries (0, 1.1) may jump to (0, 0), as in the direct rule. */
  @Test
  void allNodesAsEntriesDegenerateToTheDirectRule() {
    LatentPoints vector = Points.unitVariance(2, 0, 1.1f);
    assertArrayEquals(new int[] {0}, codes(onCurve(85, START, UPPER_RIGHT), vector));
  }

  /** The node at 1 has an edge to the code at 0, length 1, and none to the one at 1.8. */
  @Test
  void aNodeHasTheCodeThatItsPathsLeadTo() {
    LatentPoints nodes = Points.unitVariance(1, 0, 1, 1.8f);
    CsrGraph graph = CsrGraph.of(3, new int[] {0, 0}, new int[] {1, 2}, new float[] {1, 5});
    Assigner assigner =
        new GeodesicAssigner(graph, nodes, Metric.EUCLIDEAN, new int[] {0, 2}, 3, 1);
    assertArrayEquals(new int[] {0, 0, 1}, codes(assigner, nodes));
    assertArrayEquals(new int[] {1}, codes(assigner, Points.unitVariance(1, 1.1f)));
  }

  /**
   * Nodes at 0, 1 and 3, codes at both ends; (1.6, 0) enters at 1 or at 3. By lengths 1.6 to the
   * first and 1.4 to the last; by squares .36 + 1 and 1.96.
   */
  @Test
  void inASquaredGraphTheWayInIsSquaredToo() {
    LatentPoints nodes = Points.unitVariance(1, 0, 1, 3);
    CsrGraph graph = CsrGraph.of(3, new int[] {0, 1}, new int[] {1, 2}, new float[] {1, 2});
    LatentPoints vector = Points.unitVariance(1, 1.6f);
    int[] ends = {0, 2};
    assertArrayEquals(
        new int[] {1},
        codes(new GeodesicAssigner(graph, nodes, Metric.EUCLIDEAN, ends, 2, 1), vector));
    assertArrayEquals(
        new int[] {0},
        codes(new GeodesicAssigner(graph.raised(2), nodes, Metric.EUCLIDEAN, ends, 2, 2), vector));
  }

  /** The medoids are the two ends, 21 apart: codes change half-way, at node 42, a tie. */
  @Test
  void aVectorThatEqualsANodeHasItsCode() {
    int[] codes = codes(onCurve(1, START, END), CURVE);
    for (int node = 0; node < 85; node++) {
      assertEquals(node <= 42 ? 0 : 1, codes[node], "node " + node);
    }
  }

  @ParameterizedTest
  @EnumSource
  void codesAreThoseOfTheDefinition(Metric metric) {
    LatentPoints nodes = Points.random(400, 2, 1);
    LatentPoints vectors = Points.random(60, 2, 2);
    CsrGraph graph = Bridges.join(Points.graph(nodes, metric, 4), nodes, metric).graph();
    int[] medoids = {3, 77, 150, 222, 399};
    int[] codes = codes(new GeodesicAssigner(graph, nodes, metric, medoids, 400, 1), vectors);
    float[][] rows = new float[5][400];
    for (int c = 0; c < 5; c++) {
      new ShortestPaths(graph).from(medoids[c], rows[c]);
    }
    for (int i = 0; i < 60; i++) {
      double least = Double.POSITIVE_INFINITY;
      int best = -1;
      for (int c = 0; c < 5; c++) {
        for (int j = 0; j < 400; j++) {
          double length = metric.distance(vectors, i, nodes, j) + rows[c][j];
          best = length < least ? c : best;
          least = Math.min(least, length);
        }
      }
      assertEquals(best, codes[i]);
    }
  }

  @Test
  void piecesOfTheRangeHaveTheCodesOfTheWhole() {
    LatentPoints nodes = Points.random(600, 2, 1);
    LatentPoints vectors = Points.random(10_001, 2, 2);
    CsrGraph graph =
        Bridges.join(Points.graph(nodes, Metric.POSTERIOR, 8), nodes, Metric.POSTERIOR).graph();
    int[] medoids = {1, 50, 100, 200, 300, 400};
    for (Assigner assigner :
        new Assigner[] {
          new GeodesicAssigner(graph, nodes, Metric.POSTERIOR, medoids, 4, 1),
          new DirectAssigner(nodes.subset(medoids), Metric.POSTERIOR)
        }) {
      int[] whole = codes(assigner, vectors);
      assertArrayEquals(whole, inPieces(assigner, vectors, 3));
      assertArrayEquals(whole, inPieces(assigner, vectors, 8));
    }
  }

  private static int[] inPieces(Assigner assigner, LatentPoints vectors, int pieces) {
    int[] codes = new int[vectors.size()];
    for (int piece = 0; piece < pieces; piece++) {
      int from = vectors.size() * piece / pieces;
      int to = vectors.size() * (piece + 1) / pieces;
      int[] part = new int[to - from];
      assigner.assign(vectors, from, to, part);
      System.arraycopy(part, 0, codes, from, part.length);
    }
    return codes;
  }

  @Test
  void theRuleSurvivesSerialization() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    GeodesicAssigner assigner = onCurve(2, START, END);
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(assigner);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertArrayEquals(codes(assigner, CURVE), codes((Assigner) in.readObject(), CURVE));
    }
  }

  @Test
  void moreEntriesThanNodesAreTheUsersError() {
    UserError error = assertThrows(UserError.class, () -> onCurve(86, START));
    assertEquals(
        "assign.neighbours is 86; expected 1 to the number of nodes, 85.", error.getMessage());
  }

  @Test
  void aNodeWithoutAPathToAMedoidIsNamed() {
    LatentPoints nodes = Points.unitVariance(1, 0, 1, 9);
    CsrGraph graph = CsrGraph.of(3, new int[] {0}, new int[] {1}, new float[] {1});
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> new GeodesicAssigner(graph, nodes, Metric.EUCLIDEAN, new int[] {0}, 1, 1));
    assertTrue(error.getMessage().startsWith("Node 2 "), error.getMessage());
  }
}
