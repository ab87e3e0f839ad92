package org.geovq.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.geovq.random.Draw;
import org.junit.jupiter.api.Test;

class ShortestPathsTest {
  private static final float FAR = Float.POSITIVE_INFINITY;

  private static float[] from(CsrGraph graph, int source) {
    float[] distances = new float[graph.nodes()];
    new ShortestPaths(graph).from(source, distances);
    return distances;
  }

  @Test
  void lengthsAddUpAlongAPath() {
    CsrGraph path = CsrGraph.of(4, new int[] {0, 1, 2}, new int[] {1, 2, 3}, new float[] {1, 2, 4});
    assertArrayEquals(new float[] {0, 1, 3, 7}, from(path, 0));
    assertArrayEquals(new float[] {3, 2, 0, 4}, from(path, 2));
  }

  /** 0-1-3 of 1 + 5, 0-2-3 of 2 + 3, 1-2 of 0.5: the best is 0-1-2-3 of 4.5. */
  @Test
  void theShortestWayThroughADiamondIsTaken() {
    CsrGraph diamond =
        CsrGraph.of(
            4,
            new int[] {0, 0, 1, 2, 1},
            new int[] {1, 2, 3, 3, 2},
            new float[] {1, 2, 5, 3, 0.5f});
    assertArrayEquals(new float[] {0, 1, 1.5f, 4.5f}, from(diamond, 0));
  }

  @Test
  void anotherComponentIsInfinitelyFarUntilABridgeLeadsThere() {
    CsrGraph parts = CsrGraph.of(4, new int[] {0, 2}, new int[] {1, 3}, new float[] {1, 2});
    assertArrayEquals(new float[] {0, 1, FAR, FAR}, from(parts, 0));
    CsrGraph bridged = parts.with(new int[] {1}, new int[] {2}, new float[] {10});
    assertArrayEquals(new float[] {0, 1, 11, 13}, from(bridged, 0));
  }

  /** The diamond: 0-1-2-3, and back. */
  @Test
  void thePathHasBothEndsAndTheNodesBetween() {
    CsrGraph diamond =
        CsrGraph.of(
            4,
            new int[] {0, 0, 1, 2, 1},
            new int[] {1, 2, 3, 3, 2},
            new float[] {1, 2, 5, 3, 0.5f});
    ShortestPaths paths = new ShortestPaths(diamond);
    assertArrayEquals(new int[] {0, 1, 2, 3}, paths.path(0, 3));
    assertArrayEquals(new int[] {3, 2, 1, 0}, paths.path(3, 0));
    assertArrayEquals(new int[] {2}, paths.path(2, 2));
  }

  @Test
  void thereIsNoPathToAnotherComponent() {
    CsrGraph parts = CsrGraph.of(4, new int[] {0, 2}, new int[] {1, 3}, new float[] {1, 2});
    assertArrayEquals(new int[0], new ShortestPaths(parts).path(0, 3));
  }

  /** Whole lengths, 0 among them, make ties: each path is one of edges that add up to the least. */
  @Test
  void pathsOfRandomGraphsAreAsLongAsFloydWarshallSays() {
    for (int seed = 0; seed < 20; seed++) {
      CsrGraph graph = random(25, 10 + 3 * seed, seed % 2 == 0, seed);
      double[][] expected = floydWarshall(graph);
      ShortestPaths paths = new ShortestPaths(graph);
      for (int pair = 0; pair < 25 * 25; pair++) {
        int[] path = paths.path(pair / 25, pair % 25);
        double exact = expected[pair / 25][pair % 25];
        assertEquals(exact == FAR, path.length == 0);
        if (exact < FAR) {
          assertEquals(pair / 25, path[0]);
          assertEquals(pair % 25, path[path.length - 1]);
          assertEquals(path.length, Arrays.stream(path).distinct().count());
          assertEquals(exact, length(graph, path), 1e-9);
          assertArrayEquals(path, new ShortestPaths(graph).path(pair / 25, pair % 25));
        }
      }
    }
  }

  private static double length(CsrGraph graph, int[] path) {
    double sum = 0;
    for (int i = 1; i < path.length; i++) {
      double edge = FAR;
      for (int e = graph.offsets()[path[i - 1]]; e < graph.offsets()[path[i - 1] + 1]; e++) {
        edge = graph.targets()[e] == path[i] ? graph.lengths()[e] : edge;
      }
      sum += edge;
    }
    return sum;
  }

  private static CsrGraph random(int nodes, int edges, boolean ties, long seed) {
    SplittableRandom random = Draw.generator(seed, "test graph", 0);
    int[] from = new int[edges];
    int[] to = new int[edges];
    float[] lengths = new float[edges];
    for (int e = 0; e < edges; e++) {
      from[e] = random.nextInt(nodes);
      to[e] = (from[e] + 1 + random.nextInt(nodes - 1)) % nodes;
      lengths[e] = ties ? random.nextInt(3) : (float) random.nextDouble();
    }
    return CsrGraph.of(nodes, from, to, lengths);
  }

  private static double[][] floydWarshall(CsrGraph graph) {
    int nodes = graph.nodes();
    double[][] d = new double[nodes][nodes];
    for (int i = 0; i < nodes; i++) {
      Arrays.fill(d[i], FAR);
      d[i][i] = 0;
      for (int e = graph.offsets()[i]; e < graph.offsets()[i + 1]; e++) {
        d[i][graph.targets()[e]] = graph.lengths()[e];
      }
    }
    for (int via = 0; via < nodes; via++) {
      for (int i = 0; i < nodes; i++) {
        for (int j = 0; j < nodes; j++) {
          d[i][j] = Math.min(d[i][j], d[i][via] + d[via][j]);
        }
      }
    }
    return d;
  }

  /** Sparse graphs fall into components; whole lengths, 0 among them, make ties. */
  @Test
  void randomGraphsAgreeWithFloydWarshall() {
    for (int seed = 0; seed < 40; seed++) {
      CsrGraph graph = random(40, 20 + 3 * seed, seed % 2 == 0, seed);
      double[][] expected = floydWarshall(graph);
      ShortestPaths paths = new ShortestPaths(graph);
      float[] distances = new float[40];
      for (int source = 0; source < 40; source++) {
        paths.from(source, distances);
        for (int node = 0; node < 40; node++) {
          double exact = expected[source][node];
          assertEquals(exact, distances[node], exact == FAR ? 0 : 1e-6 * exact);
        }
      }
    }
  }

  @Test
  void severalSourcesGiveTheNearestAndTheSmallerOfEquals() {
    for (int seed = 0; seed < 40; seed++) {
      CsrGraph graph = random(40, 20 + 3 * seed, true, seed);
      int[] sources = {31, 5, 17, 5, 22};
      float[] distances = new float[40];
      int[] nearest = new int[40];
      new ShortestPaths(graph).fromNearest(sources, distances, nearest);
      double[][] expected = floydWarshall(graph);
      for (int node = 0; node < 40; node++) {
        int best = -1;
        double least = FAR;
        for (int s = 0; s < sources.length; s++) {
          if (expected[sources[s]][node] < least) {
            best = s;
            least = expected[sources[s]][node];
          }
        }
        assertEquals(best, nearest[node]);
        assertEquals(least, distances[node]);
      }
    }
  }

  /** 1, then 1e-6 times as long: the mean says nothing about most lengths. */
  @Test
  void lengthsOfAllSizesAddUp() {
    int pairs = 500;
    int[] from = IntStream.range(0, 2 * pairs).toArray();
    int[] to = IntStream.range(1, 2 * pairs + 1).toArray();
    float[] lengths = new float[2 * pairs];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = i == 400 ? 1e30f : i % 2 == 0 ? 1 : 1e-6f;
    }
    CsrGraph chain = CsrGraph.of(2 * pairs + 1, from, to, lengths);
    float[] distances = from(chain, 401);
    assertEquals(299 + 300e-6, distances[1000], 1e-4);
    assertEquals(1e30f, distances[0]);
    assertArrayEquals(new int[] {402, 401, 400, 399}, new ShortestPaths(chain).path(402, 399));
  }

  @Test
  void lengthsOfZeroMakeOnePlace() {
    CsrGraph graph = CsrGraph.of(3, new int[] {0, 1}, new int[] {1, 2}, new float[] {0, 0});
    assertArrayEquals(new float[] {0, 0, 0}, from(graph, 1));
  }

  /** 100,000 times the float 0.1, which a sum in floats misses by 1 %. */
  @Test
  void longPathsKeepTheirPrecision() {
    int edges = 100_000;
    int[] from = new int[edges];
    int[] to = new int[edges];
    float[] lengths = new float[edges];
    for (int i = 0; i < edges; i++) {
      from[i] = i;
      to[i] = i + 1;
      lengths[i] = 0.1f;
    }
    float[] distances = from(CsrGraph.of(edges + 1, from, to, lengths), 0);
    assertEquals(edges * (double) 0.1f, distances[edges], 1e-6 * 10_000);
  }
}
