package org.geovq.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.geovq.random.Draw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RangePathsTest {
  private static final float FAR = Float.POSITIVE_INFINITY;

  /** Ranges that tell each other in rounds. */
  private static final class Rounds {
    private final RangePaths[] paths;
    private final RangeWalk[] walks;
    private final List<Frontier> told = new ArrayList<>();
    private int rounds;

    Rounds(CsrGraph graph, int ranges, int... sources) {
      int[] starts = IntStream.range(0, ranges).map(r -> r * graph.nodes() / ranges).toArray();
      paths = new RangePaths[ranges];
      walks = new RangeWalk[ranges];
      for (int r = 0; r < ranges; r++) {
        int end = r + 1 < ranges ? starts[r + 1] : graph.nodes();
        paths[r] = new RangePaths(GraphRange.of(graph, starts[r], end), starts);
        walks[r] = paths[r].walk();
        for (int origin = 0; origin < sources.length; origin++) {
          walks[r].start(sources[origin], origin);
        }
      }
      run();
    }

    private void run() {
      List<Frontier> news;
      do {
        news = new ArrayList<>();
        for (int r = 0; r < paths.length; r++) {
          news.addAll(paths[r].relax(walks[r]));
        }
        news.forEach(frontier -> walks[frontier.range()].absorb(frontier));
        told.addAll(news);
        rounds++;
      } while (!news.isEmpty());
    }

    float[] distances() {
      float[] all = new float[0];
      for (RangeWalk walk : walks) {
        float[] part = walk.distances();
        int size = all.length;
        all = Arrays.copyOf(all, size + part.length);
        System.arraycopy(part, 0, all, size, part.length);
      }
      return all;
    }

    int[] origins() {
      return Arrays.stream(walks).flatMapToInt(walk -> Arrays.stream(walk.origins())).toArray();
    }

    double[] exact() {
      return Arrays.stream(walks)
          .flatMapToDouble(w -> Arrays.stream(w.labels.distances, 0, w.distances().length))
          .toArray();
    }
  }

  /** Sparse graphs fall into components; whole lengths, 0 among them, make ties. */
  private static CsrGraph random(int nodes, int edges, boolean ties, long seed) {
    SplittableRandom random = Draw.generator(seed, "test ranges", 0);
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

  /** Bellman and Ford's: all edges in turn until nothing falls. */
  private static double[] bellmanFord(CsrGraph graph, int source) {
    double[] d = new double[graph.nodes()];
    Arrays.fill(d, FAR);
    d[source] = 0;
    for (boolean fell = true; fell; ) {
      fell = false;
      for (int node = 0; node < d.length; node++) {
        for (int e = graph.offsets()[node]; e < graph.offsets()[node + 1]; e++) {
          if (d[node] + graph.lengths()[e] < d[graph.targets()[e]]) {
            d[graph.targets()[e]] = d[node] + graph.lengths()[e];
            fell = true;
          }
        }
      }
    }
    return d;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8})
  void distancesAreThoseOfTheWholeGraphToTheLastBit(int ranges) {
    for (int seed = 0; seed < 40; seed++) {
      CsrGraph graph = random(60, 30 + 4 * seed, seed % 2 == 0, seed);
      int source = seed % 60;
      Rounds rounds = new Rounds(graph, ranges, source);
      assertArrayEquals(bellmanFord(graph, source), rounds.exact());
      float[] whole = new float[60];
      new ShortestPaths(graph).from(source, whole);
      assertArrayEquals(whole, rounds.distances());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8})
  void severalSourcesGiveTheNearestAndTheSmallerOfEquals(int ranges) {
    for (int seed = 0; seed < 40; seed++) {
      CsrGraph graph = random(60, 30 + 4 * seed, true, seed);
      int[] sources = {31, 5, 17, 5, 52};
      float[] distances = new float[60];
      int[] nearest = new int[60];
      new ShortestPaths(graph).fromNearest(sources, distances, nearest);
      Rounds rounds = new Rounds(graph, ranges, sources);
      assertArrayEquals(distances, rounds.distances());
      assertArrayEquals(nearest, rounds.origins());
    }
  }

  @Test
  void neighbourGraphsInKdOrderAgreeWithTheWhole() {
    LatentPoints points = Points.random(2000, 3, 1);
    LatentPoints ordered = points.subset(TileOrder.order(points, Metric.EUCLIDEAN));
    CsrGraph graph = Points.graph(ordered, Metric.EUCLIDEAN, 8);
    float[] whole = new float[2000];
    new ShortestPaths(graph).from(123, whole);
    assertArrayEquals(whole, new Rounds(graph, 5, 123).distances());
  }

  /**
   * A chain in 8 ranges: from one end, each round reaches one range more; in the ninth the last but
   * one hears of the way back over the border, which is longer.
   */
  @Test
  void aWalkAlongAChainCrossesABorderARound() {
    int edges = 799;
    int[] from = IntStream.range(0, edges).toArray();
    int[] to = IntStream.range(1, edges + 1).toArray();
    float[] lengths = new float[edges];
    Arrays.fill(lengths, 0.5f);
    Rounds rounds = new Rounds(CsrGraph.of(edges + 1, from, to, lengths), 8, 0);
    assertEquals(9, rounds.rounds);
    assertEquals(edges * 0.5f, rounds.distances()[edges]);
  }

  /** 0 - 1 | 2 - 3: node 2 at 1 + 2; what node 2 could tell of node 1, at 5, is told once. */
  @Test
  void aFrontierHoldsWhatFellAndNothingTwice() {
    CsrGraph graph =
        CsrGraph.of(4, new int[] {0, 1, 2}, new int[] {1, 2, 3}, new float[] {1, 2, 4});
    Rounds rounds = new Rounds(graph, 2, 0);
    assertEquals(2, rounds.told.size());
    assertArrayEquals(new int[] {2}, rounds.told.get(0).nodes());
    assertArrayEquals(new double[] {3}, rounds.told.get(0).values());
    assertEquals(1, rounds.told.get(0).range());
    assertArrayEquals(new int[] {1}, rounds.told.get(1).nodes());
    assertArrayEquals(new double[] {5}, rounds.told.get(1).values());
    assertTrue(rounds.paths[0].relax(rounds.walks[0]).isEmpty());
  }

  @Test
  void aCopyGoesOnByItself() {
    CsrGraph graph = CsrGraph.of(3, new int[] {0, 1}, new int[] {1, 2}, new float[] {1, 2});
    RangePaths paths = new RangePaths(GraphRange.of(graph, 0, 3), new int[] {0});
    RangeWalk walk = paths.walk();
    walk.start(0, 0);
    RangeWalk copy = walk.copy();
    paths.relax(copy);
    assertArrayEquals(new float[] {FAR, FAR, FAR}, walk.distances());
    assertArrayEquals(new float[] {0, 1, 3}, copy.distances());
    paths.relax(walk);
    assertArrayEquals(new float[] {0, 1, 3}, walk.distances());
  }

  @Test
  void aWalkIsCarriedOnWhereItIsSent() throws IOException, ClassNotFoundException {
    CsrGraph graph = CsrGraph.of(3, new int[] {0, 1}, new int[] {1, 2}, new float[] {1, 2});
    GraphRange range = GraphRange.of(graph, 1, 3);
    RangeWalk walk = new RangePaths(range, new int[] {0, 1}).walk();
    walk.absorb(new Frontier(1, new int[] {1}, new double[] {1}, new int[] {0}));
    RangeWalk received = (RangeWalk) received(walk);
    new RangePaths((GraphRange) received(range), new int[] {0, 1}).relax(received);
    assertArrayEquals(new float[] {1, 3}, received.distances());
  }

  private static Object received(Object sent) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(sent);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return in.readObject();
    }
  }

  @Test
  void newsAndRangesOfOthersAreRejected() {
    CsrGraph graph = CsrGraph.of(3, new int[] {0, 1}, new int[] {1, 2}, new float[] {1, 2});
    GraphRange range = GraphRange.of(graph, 1, 3);
    RangeWalk walk = new RangePaths(range, new int[] {0, 1}).walk();
    Frontier other = new Frontier(0, new int[] {0}, new double[] {1}, new int[] {0});
    assertThrows(IllegalArgumentException.class, () -> walk.absorb(other));
    assertThrows(IllegalArgumentException.class, () -> new RangePaths(range, new int[] {0, 2}));
  }
}
