package org.geovq.results;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.geovq.config.Configuration;
import org.geovq.run.Json;
import org.geovq.run.Manifest;
import org.geovq.stage.Metrics;

/** A run directory with nothing in it but an auto-encoder's manifest and metrics made by hand. */
final class MadeUpRun {
  private MadeUpRun() {}

  /** Of 20 minutes and 1,234 parameters. */
  static void write(Path run, Configuration configuration, Metrics metrics) throws IOException {
    Map<String, String> settings = configuration.values(List.of("seed", "vae"));
    String id = run.getFileName().toString();
    manifest(run, "vae", id, settings, Map.of(), Map.of("parameters", 1234));
    manifest(run, "metrics", "m", Map.of(), Map.of("vae", id), Map.of());
    json(run, "metrics/metrics.json", metrics);
  }

  /** As if a stage had been done again. */
  static void redo(Path run, Configuration configuration) throws IOException {
    manifest(
        run,
        "vae",
        "another",
        configuration.values(List.of("seed", "vae")),
        Map.of(),
        Map.of("parameters", 1234));
  }

  private static void manifest(
      Path run,
      String output,
      String id,
      Map<String, String> settings,
      Map<String, String> inputs,
      Map<String, Object> counts)
      throws IOException {
    json(
        run,
        output + "/_manifest.json",
        new Manifest(output, id, "f", settings, inputs, Map.of(), counts, 600, "2026-01-01"));
  }

  private static void json(Path run, String file, Object value) throws IOException {
    FileSystem files = FileSystem.getLocal(new org.apache.hadoop.conf.Configuration());
    Json.write(files, new org.apache.hadoop.fs.Path(run.resolve(file).toString()), value);
  }
}
