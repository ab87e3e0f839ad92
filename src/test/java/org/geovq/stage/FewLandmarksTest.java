package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.geovq.cluster.LandmarkRow;
import org.geovq.code.Codebook;
import org.geovq.config.Arm;
import org.geovq.graph.CsrGraph;
import org.geovq.graph.LatentPoints;
import org.geovq.graph.Metric;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 100 landmarks among 400 nodes, where a landmark's place is not its node: distances and costs
 * against loops over the graph and the vectors as they are stored.
 */
final class FewLandmarksTest {
  private static final int NODES = 400;
  private static final int LANDMARKS = 100;
  private static final String SETTING = "graph.landmarks=" + LANDMARKS;
  private static final List<Arm> ARMS =
      List.of(Arm.GEODESIC, Arm.DIRECT, Arm.KMEDOIDS_EUCLIDEAN, Arm.RANDOM_CODEBOOK);

  @TempDir private static Path folder;
  private static StageContext context;
  private static GraphTable.Geometry geometry;
  private static float[][] paths;

  @BeforeAll
  static void quantize() throws Exception {
    context = run("broadcast", SETTING, "codebook.table=driver");
    geometry = GraphTable.read(context);
    paths = paths(geometry.graph(), geometry.landmarks());
  }

  private static StageContext run(String name, String... settings) throws Exception {
    Path run = folder.resolve(name);
    for (String made : List.of("images", "vae", "latents")) {
      TinyRun.copy(TinyRun.shared().resolve(made), run.resolve(made));
    }
    List<Stage> stages = new ArrayList<>(List.of(new BuildGraph(), new Geodesics()));
    ARMS.forEach(arm -> stages.add(new Quantize(arm)));
    TinyRun.run(run, stages, settings);
    return TinyRun.context(run, settings);
  }

  /** By relaxing all edges until nothing moves (Bellman and Ford). */
  private static float[][] paths(CsrGraph graph, int[] landmarks) {
    float[][] all = new float[landmarks.length][graph.nodes()];
    for (int row = 0; row < landmarks.length; row++) {
      double[] least = new double[graph.nodes()];
      Arrays.fill(least, Double.POSITIVE_INFINITY);
      least[landmarks[row]] = 0;
      for (boolean moved = true; moved; ) {
        moved = false;
        for (int node = 0; node < graph.nodes(); node++) {
          for (int e = graph.offsets()[node]; e < graph.offsets()[node + 1]; e++) {
            double way = least[node] + graph.lengths()[e];
            if (way < least[graph.targets()[e]]) {
              least[graph.targets()[e]] = way;
              moved = true;
            }
          }
        }
      }
      for (int node = 0; node < least.length; node++) {
        all[row][node] = (float) least[node];
      }
    }
    return all;
  }

  private static void assertAreThePaths(StageContext run) throws Exception {
    List<LandmarkRow> rows = Geodesics.rows(run, geometry.landmarks()).collect();
    assertEquals(LANDMARKS, rows.size());
    for (LandmarkRow row : rows) {
      assertArrayEquals(paths[row.row()], row.distances(), 1e-4f, "landmark " + row.row());
    }
  }

  @Test
  void landmarksAreNotTheFirstNodes() {
    int[] first = IntStream.range(0, LANDMARKS).toArray();
    assertNotEquals(Arrays.toString(first), Arrays.toString(geometry.landmarks()));
    assertEquals(NODES, geometry.nodes().size());
  }

  @Test
  void aRowHasTheShortestPathsFromItsLandmark() throws Exception {
    assertAreThePaths(context);
  }

  @Test
  void soHasOneOfAGraphThatIsCut() throws Exception {
    assertAreThePaths(run("cut", SETTING, "geodesics.broadcast-limit-mb=0"));
  }

  @Test
  void medoidsAreLandmarksAndEveryNodePaysForTheNearest() throws Exception {
    assertCosts(context);
  }

  /** Of each landmark: how much nearer the nodes of its own medoid are than those of the next. */
  @Test
  void theSilhouetteIsThatOfTheNearestMedoids() throws Exception {
    int[] medoids = Quantize.read(context, Arm.GEODESIC).medoidNodes();
    int[] cluster = new int[NODES];
    for (int node = 0; node < NODES; node++) {
      for (int k = 1; k < medoids.length; k++) {
        boolean nearer =
            distance(Arm.GEODESIC, medoids[k], node)
                < distance(Arm.GEODESIC, medoids[cluster[node]], node);
        cluster[node] = nearer ? k : cluster[node];
      }
    }
    double sum = 0;
    for (int row = 0; row < LANDMARKS; row++) {
      double[] mean = new double[medoids.length];
      int own = cluster[geometry.landmarks()[row]];
      for (int k = 0; k < medoids.length; k++) {
        int members = 0;
        for (int node = 0; node < NODES; node++) {
          if (cluster[node] == k && node != geometry.landmarks()[row]) {
            mean[k] += paths[row][node];
            members++;
          }
        }
        mean[k] = members == 0 ? Double.NaN : mean[k] / members;
      }
      double next = Double.POSITIVE_INFINITY;
      for (int k = 0; k < medoids.length; k++) {
        next = k == own || Double.isNaN(mean[k]) ? next : Math.min(next, mean[k]);
      }
      sum += Double.isNaN(mean[own]) ? 0 : (next - mean[own]) / Math.max(next, mean[own]);
    }
    assertEquals(sum / LANDMARKS, Quantize.silhouette(context, Arm.GEODESIC), 1e-4);
  }

  /** The same where the table is spread over the executors. */
  @Test
  void noMatterWhereTheTableIs() throws Exception {
    assertCosts(run("spread", SETTING, "codebook.table=executors"));
  }

  private static void assertCosts(StageContext run) throws Exception {
    for (Arm arm : ARMS) {
      Codebook book = Quantize.read(run, arm);
      for (int node : book.medoidNodes()) {
        assertTrue(Arrays.binarySearch(geometry.landmarks(), node) >= 0, arm + ": " + node);
      }
      double cost = cost(arm, book, run.settings().codebook().costPower());
      double told = run.manifest(Quantize.directory(arm)).figure("cost");
      assertEquals(cost, told, 1e-4 * cost, arm.key());
    }
  }

  private static double cost(Arm arm, Codebook book, int power) {
    double sum = 0;
    for (int node = 0; node < NODES; node++) {
      double least = Double.POSITIVE_INFINITY;
      for (int medoid : book.medoidNodes()) {
        least = Math.min(least, distance(arm, medoid, node));
      }
      sum += Math.pow(least, arm == Arm.RANDOM_CODEBOOK ? 2 : power);
    }
    return sum;
  }

  private static double distance(Arm arm, int medoid, int node) {
    LatentPoints nodes = geometry.nodes();
    return switch (arm) {
      case GEODESIC -> paths[Arrays.binarySearch(geometry.landmarks(), medoid)][node];
      case DIRECT -> Metric.POSTERIOR.distance(nodes, medoid, nodes, node);
      default -> Metric.EUCLIDEAN.distance(nodes, medoid, nodes, node);
    };
  }
}
