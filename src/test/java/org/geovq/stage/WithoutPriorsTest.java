package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.geovq.run.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WithoutPriorsTest {
  private static final String[] SETTINGS = {
    "prior.kinds=[]", "arms=[geodesic, kmeans]", "evaluate.seeds=[42]"
  };

  @Test
  void stagesOfPriorsDropOut() throws Exception {
    List<String> names =
        Stages.of(TinyRun.context(Path.of("unused"), SETTINGS).settings()).stream()
            .map(Stage::name)
            .toList();
    assertFalse(names.contains("train-prior"), names.toString());
    assertFalse(names.contains("sample"), names.toString());
    assertTrue(names.containsAll(List.of("sweep", "evaluate", "report")), names.toString());
  }

  /** The figures of the codes are those of the same run with priors. */
  @Test
  void aRunEndsWithItsReconstructionsAndCodes(@TempDir Path run) throws Exception {
    TinyRun.copy(TinyRun.shared(), run);
    Metrics with = Evaluate.read(TinyRun.context(run));
    TinyRun.run(run, SETTINGS);
    Metrics without = Evaluate.read(TinyRun.context(run, SETTINGS));
    assertEquals(Map.of("geodesic", Map.of(), "kmeans", Map.of()), without.prior());
    assertEquals(
        with.reconstruction().get("vae").mse(), without.reconstruction().get("vae").mse(), 1e-9);
    assertTrue(without.sweep().points().stream().allMatch(p -> p.priorBitsPerImage() == null));
    String page = Files.readString(run.resolve("report/index.html"));
    assertTrue(page.contains("id=\"block-arms\""), "arms are compared");
    assertTrue(page.contains("id=\"block-differences\""), "geodesics are compared");
    for (String missing : List.of("priors", "samples-geodesic", "prior-curve-pixelcnn")) {
      assertFalse(page.contains("id=\"block-" + missing + "\""), missing);
    }
    assertFalse(page.contains("best prior"), "nothing is said of a prior");
  }
}
