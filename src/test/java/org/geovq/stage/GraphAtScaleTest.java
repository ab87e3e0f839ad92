package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.geovq.UserError;
import org.geovq.cluster.LandmarkRow;
import org.geovq.code.Codebook;
import org.geovq.config.Arm;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done where one process cannot hold everything comes to the same as where it can. */
class GraphAtScaleTest {
  private static final List<Stage> GRAPH = List.of(new BuildGraph());
  private static final List<Stage> TO_DISTANCES = List.of(new BuildGraph(), new Geodesics());
  private static final List<Stage> TO_CODEBOOK =
      List.of(new BuildGraph(), new Geodesics(), new Quantize(Arm.GEODESIC));

  @TempDir private Path folder;

  /** 340 images of 49 positions; before they are drawn and a VAE is trained on them. */
  @Test
  void moreNodesThanLatentsAreRefusedAtOnce() {
    Path run = folder.resolve("many");
    UserError error = assertThrows(UserError.class, () -> TinyRun.run(run, "graph.nodes=16661"));
    assertEquals(
        "graph.nodes = 16,661: there are only 16,660 training latents.", error.getMessage());
    assertFalse(Files.exists(run.resolve("images")));
  }

  @Test
  void aGraphThatIsCutGivesTheSameDistances() throws Exception {
    float[][] expected = distances(TinyRun.context(TinyRun.shared()));
    for (int partitions : new int[] {1, 3, 8}) {
      StageContext run =
          run(
              "cut-" + partitions,
              TO_DISTANCES,
              "geodesics.broadcast-limit-mb=0",
              "data.partitions=" + partitions);
      assertEquals(true, run.manifest(Geodesics.DIRECTORY).counts().get("partitioned"));
      float[][] found = distances(run);
      for (int i = 0; i < expected.length; i++) {
        assertArrayEquals(expected[i], found[i], "landmark " + i);
      }
    }
  }

  @Test
  void kMedoidsOverTheExecutorsCostsTheSame() throws Exception {
    double expected = cost(TinyRun.context(TinyRun.shared()));
    int[] medoids = null;
    for (int partitions : new int[] {1, 3, 8}) {
      StageContext run =
          run(
              "spread-" + partitions,
              TO_CODEBOOK,
              "codebook.table=executors",
              "data.partitions=" + partitions);
      assertEquals("executors", run.manifest("codebook/geodesic").counts().get("table"));
      assertEquals(expected, cost(run), .005 * expected);
      int[] own = Quantize.read(run, Arm.GEODESIC).medoidNodes();
      assertArrayEquals(medoids == null ? own : medoids, own);
      medoids = own;
    }
  }

  @Test
  void aSampleOfAllNodesIsTheWhole() throws Exception {
    StageContext whole = TinyRun.context(TinyRun.shared());
    StageContext run = run("all", TO_CODEBOOK, "codebook.table=sample", "graph.landmarks=400");
    assertEquals(400, run.manifest("codebook/geodesic").count("sample_nodes"));
    assertArrayEquals(
        Quantize.read(whole, Arm.GEODESIC).medoidNodes(),
        Quantize.read(run, Arm.GEODESIC).medoidNodes());
    assertEquals(cost(whole), cost(run), 1e-9);
  }

  /**
   * A codebook from half of the nodes serves all of them nearly as well as one from all. Its own
   * estimate is too low, as it was chosen by it.
   */
  @Test
  void aSampleStandsForAllNodes() throws Exception {
    String landmarks = "graph.landmarks=100";
    StageContext run =
        run("sample", TO_CODEBOOK, "codebook.table=sample", "codebook.sample-nodes=200", landmarks);
    StageContext whole = run("whole", TO_CODEBOOK, landmarks);
    Codebook codebook = Quantize.read(run, Arm.GEODESIC);
    int[] ids = GraphTable.landmarks(run);
    assertTrue(
        Arrays.stream(codebook.medoidNodes()).allMatch(m -> Arrays.binarySearch(ids, m) >= 0));
    double cost = servingAll(run, codebook);
    assertEquals(cost, cost(run), .25 * cost);
    assertEquals(cost(whole), cost, .1 * cost);
  }

  private static double servingAll(StageContext run, Codebook codebook) throws Exception {
    int[] landmarks = GraphTable.landmarks(run);
    float[][] distances = distances(run);
    double cost = 0;
    for (int node = 0; node < 400; node++) {
      float least = Float.POSITIVE_INFINITY;
      for (int medoid : codebook.medoidNodes()) {
        least = Math.min(least, distances[Arrays.binarySearch(landmarks, medoid)][node]);
      }
      cost += least;
    }
    return cost;
  }

  @Test
  void mutualGraphsHaveFewerEdgesAndAreJoinedAllTheSame() throws Exception {
    StageContext union = TinyRun.context(TinyRun.shared());
    StageContext mutual = run("mutual", GRAPH, "graph.symmetry=mutual");
    assertTrue(
        mutual.manifest(GraphTable.DIRECTORY).count("edges")
            < union.manifest(GraphTable.DIRECTORY).count("edges"));
    assertTrue(mutual.manifest(GraphTable.DIRECTORY).count("least_degree") >= 1);
  }

  /** Squares alone leave each edge where it is; those that both ends list then weigh twice. */
  @Test
  void theReferencesWeightsCanBeHad() throws Exception {
    float[] own = GraphTable.read(TinyRun.context(TinyRun.shared())).graph().lengths();
    float[] squares = lengths("squares", "graph.length-power=2");
    float[] doubled = lengths("doubled", "graph.length-power=2", "graph.symmetry=sum");
    int twice = 0;
    for (int edge = 0; edge < own.length; edge++) {
      assertEquals(own[edge] * own[edge], squares[edge]);
      twice += doubled[edge] > 1.5f * squares[edge] ? 1 : 0;
    }
    assertTrue(twice > own.length / 4 && twice < own.length, twice + " of " + own.length);
  }

  private float[] lengths(String name, String... settings) throws Exception {
    return GraphTable.read(run(name, GRAPH, settings)).graph().lengths();
  }

  @Test
  void anApproximateSearchSaysHowMuchItFound() throws Exception {
    StageContext run = run("approximate", GRAPH, "graph.search=approximate");
    Object recall = run.manifest(GraphTable.DIRECTORY).counts().get("recall");
    assertEquals(1, ((Number) recall).doubleValue(), .05);
  }

  @Test
  void whatCannotFitIsRefusedBeforehand() {
    UserError error =
        assertThrows(
            UserError.class, () -> Distances.requireRoom(1_000_000, 1_000_000, "take less"));
    assertTrue(
        error
            .getMessage()
            .startsWith(
                "The distances, 1,000,000 x 1,000,000 float32, need about 3,725.3 GiB, more than"),
        error.getMessage());
    UserError nodes =
        assertThrows(
            UserError.class,
            () ->
                run(
                    "small",
                    TO_CODEBOOK,
                    "codebook.table=sample",
                    "graph.landmarks=100",
                    "codebook.sample-nodes=100"));
    assertTrue(nodes.getMessage().contains("codebook.sample-nodes"), nodes.getMessage());
  }

  private static double cost(StageContext run) throws Exception {
    return ((Number) run.manifest("codebook/geodesic").counts().get("cost")).doubleValue();
  }

  private static float[][] distances(StageContext run) throws Exception {
    int[] landmarks = GraphTable.landmarks(run);
    float[][] rows = new float[landmarks.length][];
    for (LandmarkRow row : Geodesics.rows(run, landmarks).collect()) {
      rows[row.row()] = row.distances();
    }
    return rows;
  }

  private StageContext run(String name, List<Stage> stages, String... settings) throws Exception {
    Path run = folder.resolve(name);
    for (String output : List.of(Images.DIRECTORY, TrainVae.DIRECTORY, Latents.DIRECTORY)) {
      TinyRun.copy(TinyRun.shared().resolve(output), run.resolve(output));
    }
    TinyRun.run(run, stages, settings);
    return TinyRun.context(run, settings);
  }
}
