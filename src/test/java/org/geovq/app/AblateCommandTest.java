package org.geovq.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.geovq.stage.LocalSpark;
import org.geovq.stage.TinyRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AblateCommandTest {
  @TempDir private Path folder;

  @BeforeAll
  static void startSpark() {
    LocalSpark.get();
  }

  /** The tiny run has graph.k = 8: of that value nothing is left to do but to evaluate. */
  @Test
  void stagesThatTheSettingDoesNotReachAreCopiedAndNothingIsDoneTwice() throws Exception {
    Path base = TinyRun.shared();
    assertEquals(0, ablate(base));
    for (String stage : List.of("images", "vae", "latents")) {
      assertEquals(id(base, stage), id(run(6), stage), stage);
      assertEquals(id(base, stage), id(run(8), stage), stage);
    }
    for (String stage : List.of("graph", "geodesics", "codebook/geodesic", "codes/geodesic")) {
      assertEquals(id(base, stage), id(run(8), stage), stage);
      assertNotEquals(id(base, stage), id(run(6), stage), stage);
    }
    assertNotEquals(id(base, "metrics"), id(run(8), "metrics"));
    assertFalse(Files.exists(run(8).resolve("prior")));
    assertFalse(Files.exists(run(8).resolve("report")));
    assertDocuments(base);
    TreeMap<String, String> before = ids();
    assertEquals(0, ablate(base));
    assertEquals(before, ids());
  }

  /** What the base obtained with the same codes. */
  private void assertDocuments(Path base) throws IOException {
    JsonNode all = json(folder.resolve("ablation.json"));
    assertEquals("graph.k", all.at("/key").asText());
    assertEquals(4, all.at("/entries").size());
    JsonNode last = all.at("/entries/3");
    assertEquals("8", last.at("/value").asText());
    assertEquals("geodesic", last.at("/arm").asText());
    assertEquals(1, last.at("/figures/mse/n").asInt());
    double mse =
        json(base.resolve("metrics/metrics.json")).at("/reconstruction/geodesic/mse").asDouble();
    assertEquals(mse, last.at("/figures/mse/mean").asDouble(), 1e-9);
    String text = Files.readString(folder.resolve("ablation.md"));
    assertTrue(text.contains("- geodesic, MSE: lowest at "), text);
    assertTrue(Files.size(folder.resolve("ablation-mse.png")) > 1000);
  }

  @Test
  void aBaseThatIsNotThereIsAUserError() {
    assertEquals(2, ablate(folder.resolve("none")));
    assertFalse(Files.exists(run(6)));
  }

  /** 16,660 latents; the first value's run would take its time before the second one's fails. */
  @Test
  void aValueThatCannotBeIsSaidBeforeTheFirstRun() throws Exception {
    assertEquals(2, ablate("graph.nodes", "400,20000", TinyRun.shared()));
    try (Stream<Path> files = Files.walk(folder)) {
      assertEquals(List.of(), files.filter(f -> f.endsWith("_manifest.json")).toList());
    }
  }

  private int ablate(Path base) {
    return ablate("graph.k", "6,8", base);
  }

  private int ablate(String key, String values, Path base) {
    List<String> command =
        new ArrayList<>(
            List.of("ablate", "--key", key, "--values", values, "--base", base.toString()));
    Collections.addAll(command, "--run-dir", folder.toString());
    TinyRun.settings().forEach(setting -> Collections.addAll(command, "--set", setting));
    return Main.execute(command.toArray(String[]::new));
  }

  private Path run(int k) {
    return folder.resolve("graph.k=" + k + "/seed=42");
  }

  private TreeMap<String, String> ids() throws IOException {
    TreeMap<String, String> ids = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.endsWith("_manifest.json")).toList()) {
        ids.put(file.toString(), json(file).at("/id").asText());
      }
    }
    return ids;
  }

  private static String id(Path run, String stage) throws IOException {
    return json(run.resolve(stage + "/_manifest.json")).at("/id").asText();
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }
}
