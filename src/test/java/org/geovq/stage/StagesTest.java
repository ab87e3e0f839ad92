package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.geovq.config.Arm;
import org.geovq.config.Configuration;
import org.geovq.config.Settings;
import org.geovq.data.ImageShape;
import org.geovq.model.VqVae;
import org.geovq.run.Stage;
import org.junit.jupiter.api.Test;

final class StagesTest {
  private static final String KINDS = "prior.kinds=[pixelcnn, masked-pixelcnn]";
  private static final String FIDELITY = "fidelity.enabled=true";

  @Test
  void eachStageComesAfterWhatItReadsAndWritesADirectoryOfItsOwn() {
    Set<String> written = new HashSet<>();
    for (Stage stage : stages("arms=[kmeans, geodesic, direct]", KINDS, FIDELITY)) {
      assertTrue(written.containsAll(stage.inputs()), stage.output());
      assertTrue(written.add(stage.output()), stage.output());
    }
  }

  @Test
  void stagesOfOneNameStandTogether() {
    List<String> runs = new ArrayList<>();
    for (Stage stage : stages("arms=[kmeans, geodesic, direct]", KINDS)) {
      if (runs.isEmpty() || !runs.get(runs.size() - 1).equals(stage.name())) {
        runs.add(stage.name());
      }
    }
    assertEquals(new HashSet<>(runs).size(), runs.size(), runs.toString());
  }

  @Test
  void eachArmHasEachPrior() {
    List<String> outputs =
        stages("arms=[direct, kmeans]", KINDS).stream()
            .map(Stage::output)
            .filter(output -> output.startsWith("prior/"))
            .toList();
    assertEquals(
        List.of(
            "prior/direct/pixelcnn",
            "prior/direct/masked_pixelcnn",
            "prior/kmeans/pixelcnn",
            "prior/kmeans/masked_pixelcnn"),
        outputs);
  }

  @Test
  void pathsAlongTheGraphAreForTheGeodesicArmAlone() {
    assertTrue(names("arms=[kmeans, geodesic]").contains("geodesics"));
    assertFalse(names("arms=[kmeans, direct]").contains("geodesics"));
  }

  @Test
  void eachSizeOfTheSweepIsAStageBeforeTheEvaluation() {
    List<Stage> stages = stages("arms=[direct, vqvae]", "sweep.sizes=[64, 128]");
    List<String> outputs = stages.stream().map(Stage::output).toList();
    int first = outputs.indexOf("sweep/64");
    assertEquals(List.of("sweep/64", "sweep/128", "metrics"), outputs.subList(first, first + 3));
    assertFalse(stages.get(first).inputs().contains("geodesics"));
    assertFalse(names("arms=[direct, vqvae]").contains("sweep"));
  }

  @Test
  void samplesAreJudgedWhereThatIsAskedForAlone() {
    List<String> judged = names(FIDELITY);
    assertTrue(judged.indexOf("train-classifier") < judged.indexOf("train-vae"));
    assertTrue(judged.containsAll(List.of("train-classifier", "fidelity")));
    List<String> unlabelled = names(FIDELITY, "fidelity.features=[autoencoder]");
    assertTrue(unlabelled.contains("fidelity") && !unlabelled.contains("train-classifier"));
    assertTrue(names().stream().noneMatch(List.of("train-classifier", "fidelity")::contains));
  }

  /**
   * Each key of these blocks that changes the network is one that its training is done again for.
   */
  @Test
  void aVqVaesTrainingKnowsAllKeysThatItsNetworkHangsOn() {
    List<String> changes =
        List.of(
            "codebook.size=8",
            "vae.width=8",
            "vae.blocks=5",
            "vae.residual=reference",
            "vae.likelihood=bernoulli",
            "vae.latent=3",
            "vqvae.network=reference",
            "vqvae.dimension=5",
            "vqvae.commitment=.5",
            "vqvae.decay=.5");
    List<String> keys = new TrainVqVae(Arm.VQVAE).settings();
    for (String change : changes) {
      String key = change.substring(0, change.indexOf('='));
      boolean known = keys.stream().anyMatch(k -> key.equals(k) || key.startsWith(k + "."));
      boolean matters = !vqvae(change).equals(vqvae("vae.likelihood=gaussian"));
      assertEquals(matters, known, key);
    }
  }

  private static VqVae vqvae(String change) {
    Settings settings =
        Configuration.load(null, List.of("vae.likelihood=gaussian", change)).settings();
    return Models.vqvae(settings, new ImageShape(32, 32, 3), Arm.VQVAE, settings.codebook().size());
  }

  /** Curves without priors take hours, and do not change with the priors. */
  @Test
  void aSweepDependsOnThePriorThatItTrainsAlone() {
    String sizes = "sweep.sizes=[64]";
    String kinds = "prior.kinds=[transformer, pixelcnn]";
    assertEquals(List.of(), priorsOfSweep(sizes, kinds, "sweep.prior-epochs=0"));
    assertEquals(
        List.of("prior.class-conditional", "prior.training", "prior.transformer"),
        priorsOfSweep(sizes, kinds, "sweep.prior-epochs=1"));
  }

  private static List<String> priorsOfSweep(String... settings) {
    Stage sweep =
        stages(settings).stream().filter(s -> s.name().equals("sweep")).findFirst().orElseThrow();
    return sweep.settings().stream().filter(key -> key.startsWith("prior")).toList();
  }

  private static List<Stage> stages(String... settings) {
    return Stages.of(Configuration.load(null, List.of(settings)).settings());
  }

  private static List<String> names(String... settings) {
    return stages(settings).stream().map(Stage::name).toList();
  }
}
