package org.geovq.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.geovq.UserError;
import org.geovq.config.Arm;
import org.geovq.config.Configuration;
import org.geovq.config.Settings;
import org.geovq.config.Settings.PriorKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AblationPlanTest {
  private static final String[] GIVEN = {
    "run.directory=there", "arms=[geodesic, vqvae, kmeans]", "fidelity.enabled=true", "seed=5"
  };

  @Test
  void eachSeedHasEachValueInAFolderOfItsOwn() {
    AblationPlan plan = plan("graph.metric", List.of("euclidean", "posterior"), List.of(1L, 2L));
    assertEquals(
        List.of(
            "there/graph.metric=euclidean/seed=1",
            "there/graph.metric=posterior/seed=1",
            "there/graph.metric=euclidean/seed=2",
            "there/graph.metric=posterior/seed=2"),
        plan.runs().stream().map(AblationPlan.Run::directory).toList());
    Settings third = plan.runs().get(2).configuration().settings();
    assertEquals("euclidean", third.graph().metric().configName());
    assertEquals(2, third.seed());
    assertEquals("there/graph.metric=euclidean/seed=2", third.runDirectory());
    assertEquals(3, plan.others(plan.runs().get(1)).size());
  }

  @Test
  void whatItDoesNotMeasureIsLeftOut() {
    Settings settings =
        plan("graph.k", List.of("5", "9"), List.of()).runs().get(0).configuration().settings();
    assertEquals(List.of(Arm.GEODESIC, Arm.KMEANS), settings.arms());
    assertEquals(List.of(), settings.prior().kinds());
    assertEquals(false, settings.fidelity().enabled());
    assertEquals(5, settings.seed());
  }

  @Test
  void theCommandLineMayAskForIt() {
    Settings settings =
        plan(
                "graph.k",
                List.of("5", "9"),
                List.of(),
                "arms=[geodesic, vqvae]",
                "prior.kinds=[transformer]")
            .runs()
            .get(0)
            .configuration()
            .settings();
    assertEquals(List.of(Arm.GEODESIC, Arm.VQVAE), settings.arms());
    assertEquals(List.of(PriorKind.TRANSFORMER), settings.prior().kinds());
  }

  /**
   * A file's sizes of codebooks, more than the landmarks that the command line leaves; its network.
   */
  @Test
  void whatIsLeftOutNeedNotFitTheSettings() {
    AblationPlan.Loader loader =
        (beneath, above) -> {
          List<String> all =
              new ArrayList<>(
                  List.of(
                      "sweep.sizes=[2048]",
                      "fidelity.enabled=true",
                      "fidelity.onnx.file=inception.onnx",
                      "fidelity.features=[]"));
          all.addAll(beneath);
          all.add("graph.landmarks=600");
          all.addAll(above);
          return Configuration.load(null, all);
        };
    AblationPlan plan = AblationPlan.of(loader, "graph.k", List.of("5", "9"), List.of());
    assertEquals(2, plan.runs().size());
  }

  /** All the settings whose worth is asked for. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "graph.metric | euclidean,wasserstein2,posterior",
        "graph.length | metric,pullback",
        "graph.k | 5,10,20,40",
        "graph.nodes | 16000,100000",
        "graph.landmarks | 1000,8000",
        "codebook.decode | medoid,mean",
        "assign.rule | geodesic,direct",
        "vae.latent | 1,2,4",
        "vae.rate.beta | 0.1,1"
      })
  void settingsCanBeVaried(String key, String values) {
    List<String> all = List.of(values.split(","));
    assertEquals(all.size(), plan(key, all, List.of()).runs().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "graph.q | 1,2 | Unknown key graph.q (--set); `geovq config` lists the known ones.",
        "graph | 1,2 | graph = 1 (--set): expected a block of keys.",
        "graph.k | 5,0 | graph.k = 0 (--set): expected a whole number from 1 to 7,999.",
        "graph.k | 5 | --values 5: expected at least two and none twice.",
        "graph.k | 5,5 | --values 5,5: expected at least two and none twice.",
        "seed | 5,6 | --key seed: expected another key, seeds are given by --seeds."
      })
  void whatCannotBeIsNamedBeforeAnythingRuns(String key, String values, String message) {
    assertEquals(message, error(key, List.of(values.split(",")), List.of()));
  }

  @Test
  void aSettingThatNothingMeasuredDependsOnIsRefused() {
    String message = error("sample.images", List.of("64", "128"), List.of());
    assertTrue(
        message.startsWith(
            "--key sample.images: nothing that an ablation measures depends on it; expected a key of"),
        message);
    assertTrue(message.contains("vae, vae.pieces, graph, codebook.size"), message);
  }

  @Test
  void seedsAreGivenOnce() {
    assertEquals(
        "--seeds [3, 3]: expected none twice.",
        error("graph.k", List.of("5", "9"), List.of(3L, 3L)));
  }

  private static String error(String key, List<String> values, List<Long> seeds) {
    return assertThrows(UserError.class, () -> plan(key, values, seeds)).getMessage();
  }

  private static AblationPlan plan(
      String key, List<String> values, List<Long> seeds, String... more) {
    return AblationPlan.of(
        (beneath, above) -> {
          // What a file says is beneath, as it would be on the command line.
          List<String> all = new ArrayList<>(List.of(GIVEN));
          all.addAll(beneath);
          all.addAll(List.of(more));
          all.addAll(above);
          return Configuration.load(null, all);
        },
        key,
        values,
        seeds);
  }
}
