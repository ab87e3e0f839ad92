package org.geovq.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.geovq.fuzz.Fuzz;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broken manifests. */
class JsonFuzzTest {
  private static final String WHOLE =
      """
      {
        "stage" : "quantize", "id" : "id-1", "fingerprint" : "abc",
        "configuration" : {"codebook.size" : "16"},
        "inputs" : {"graph" : "id-0"}, "versions" : {"geovq" : "dev"},
        "counts" : {"size" : 16, "cost" : 1.5, "rule" : "direct", "rounds" : [2.5, 1.5]},
        "seconds" : 3.25, "finished" : "2026-01-02T03:04:05Z"
      }
      """;
  private static final String[] WORDS =
      Fuzz.json(
          "\"stage\"",
          "\"counts\"",
          "\"seconds\"",
          "\"size\"",
          "NaN",
          "1e400",
          "[[",
          "{\"a\":",
          "\\u0000",
          "\"@class\": \"java.lang.Runtime\"");

  @TempDir private Path folder;

  @Test
  void manifests() throws IOException {
    Files.createDirectories(folder.resolve("codebook"));
    RunDirectory directory = new RunDirectory(folder.toString(), new Configuration(false));
    new Fuzz("manifest", List.of(WHOLE.getBytes(StandardCharsets.UTF_8)), WORDS)
        .run(file -> read(directory, file));
  }

  private void read(RunDirectory directory, byte[] file) throws IOException {
    Files.write(folder.resolve("codebook/_manifest.json"), file);
    Manifest manifest = directory.manifest("codebook").orElseThrow();
    assertNotNull(manifest.stage());
    assertNotNull(manifest.id());
    assertNotNull(manifest.fingerprint());
    assertTrue(manifest.configuration().values().stream().allMatch(String.class::isInstance));
    assertTrue(manifest.inputs().values().stream().allMatch(String.class::isInstance));
    assertEquals(manifest.count("size"), ((Number) manifest.counts().get("size")).doubleValue());
    assertNotNull(manifest.finished());
  }
}
