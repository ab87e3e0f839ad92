package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.geovq.code.Codebook;
import org.geovq.config.Arm;
import org.geovq.run.StageContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All post-hoc arms on the latents and the graph of one run. */
final class ArmsTest {
  private static final Arm[] ARMS = {
    Arm.GEODESIC, Arm.KMEANS, Arm.KMEDOIDS_EUCLIDEAN, Arm.RANDOM_CODEBOOK, Arm.DIRECT
  };
  private static final String[] SETTINGS = {
    "arms=[geodesic, kmeans, kmedoids_euclidean, random_codebook, direct]", "assign.rule=auto"
  };

  @TempDir private static Path run;
  private static StageContext context;
  private static Map<String, String> before;

  @BeforeAll
  static void addArmsToAFinishedRun() throws Exception {
    TinyRun.copy(TinyRun.shared(), run);
    before = TinyRun.ids(run);
    TinyRun.run(run, SETTINGS);
    context = TinyRun.context(run, SETTINGS);
  }

  @Test
  void newArmsLeaveWhatIsThereAlone() throws IOException {
    Map<String, String> after = new HashMap<>(TinyRun.ids(run, SETTINGS));
    before.forEach(
        (output, id) ->
            assertEquals(
                !output.equals("metrics") && !output.equals("report"),
                id.equals(after.get(output)),
                output));
  }

  @Test
  void metricsHaveAllFiguresOfEveryArm() throws IOException {
    MetricsDocument metrics = new MetricsDocument(run, ARMS);
    metrics.assertKeys();
    metrics.assertReconstructionsAreThoseOfImages();
    metrics.assertCodebookIsUsed(16);
    metrics.assertPriorFiguresAgree(16);
    metrics.assertCodesGoWithLabels(16);
    metrics.assertRuleIsTheBestOne();
    metrics.assertSecondsAreMeasured();
  }

  @Test
  void medoidsAreNodesAndCentroidsAreMeans() throws IOException {
    GraphTable.Geometry geometry = GraphTable.read(context);
    for (Arm arm : ARMS) {
      Codebook codebook = Quantize.read(context, arm);
      boolean nodes =
          Arrays.equals(
              geometry.nodes().subset(codebook.medoidNodes()).mu(), codebook.medoids().mu());
      assertEquals(arm != Arm.KMEANS, nodes, arm.key());
    }
    Codebook codebook = Quantize.read(context, Arm.KMEANS);
    assertArrayEquals(codebook.means(), codebook.medoids().mu());
  }

  @Test
  void aRuleThatDoesNotApplyGivesWayToTheDirectOne(@TempDir Path folder) throws Exception {
    TinyRun.copy(run, folder);
    String[] geodesic = {SETTINGS[0], "assign.rule=geodesic"};
    TinyRun.run(
        folder,
        Stages.of(context.settings()).stream()
            .takeWhile(stage -> !stage.name().equals("train-prior"))
            .toList(),
        geodesic);
    StageContext changed = TinyRun.context(folder, geodesic);
    for (Arm arm : ARMS) {
      Object rule = changed.manifest(Codes.directory(arm)).counts().get("rule");
      assertEquals(arm == Arm.GEODESIC ? "geodesic" : "direct", rule, arm.key());
    }
  }

  @Test
  void reportComparesTheArms() throws IOException {
    String page = Files.readString(run.resolve("report/index.html"));
    int start = page.indexOf("id=\"block-arms\"");
    String table = page.substring(start, page.indexOf("</table>", start));
    for (Arm arm : ARMS) {
      assertTrue(table.contains(">" + arm.key().replace('_', ' ') + "<"), arm.key());
    }
    // A row below the heads for each arm.
    assertEquals(1 + ARMS.length, table.split("<tr>", -1).length - 1);
  }
}
