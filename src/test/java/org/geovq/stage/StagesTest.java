package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.geovq.config.Configuration;
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

  private static List<Stage> stages(String... settings) {
    return Stages.of(Configuration.load(null, List.of(settings)).settings());
  }

  private static List<String> names(String... settings) {
    return stages(settings).stream().map(Stage::name).toList();
  }
}
