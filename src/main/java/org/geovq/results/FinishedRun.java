package org.geovq.results;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.geovq.UserError;
import org.geovq.run.Manifest;
import org.geovq.run.RunDirectory;
import org.geovq.stage.Evaluate;
import org.geovq.stage.Metrics;

/**
 * What a run that was evaluated says of itself.
 *
 * @param path as it was given
 * @param settings of all its stages, without the seed
 * @param parameters of each trained network, by its directory
 * @param seconds that its stages took
 */
record FinishedRun(
    String path,
    long seed,
    Map<String, String> settings,
    Metrics metrics,
    Map<String, Long> parameters,
    double seconds) {
  private static final String SEED = "seed";
  private static final String PARAMETERS = "parameters";

  /**
   * Reads the manifests and the metrics.
   *
   * @return nothing where the run was not evaluated yet
   * @throws UserError if a stage was done again after the evaluation, or a file is damaged
   */
  static Optional<FinishedRun> read(String path, Configuration hadoop) throws IOException {
    RunDirectory run = new RunDirectory(path, hadoop);
    Optional<Manifest> evaluated = run.manifest(Evaluate.DIRECTORY);
    return evaluated.isEmpty() ? Optional.empty() : Optional.of(read(path, run, evaluated.get()));
  }

  private static FinishedRun read(String path, RunDirectory run, Manifest evaluated)
      throws IOException {
    Map<String, String> settings = new TreeMap<>(evaluated.configuration());
    Map<String, Long> parameters = new TreeMap<>();
    double seconds = evaluated.seconds();
    for (String input : evaluated.inputs().keySet()) {
      Manifest manifest = unchanged(path, run, evaluated, input);
      settings.putAll(manifest.configuration());
      seconds += manifest.seconds();
      if (manifest.counts().containsKey(PARAMETERS)) {
        parameters.put(input, manifest.count(PARAMETERS));
      }
    }
    long seed = Long.parseLong(settings.remove(SEED));
    return new FinishedRun(path, seed, settings, Evaluate.read(run), parameters, seconds);
  }

  /** Figures of a run that is being redone are of nothing that is there. */
  private static Manifest unchanged(String path, RunDirectory run, Manifest evaluated, String input)
      throws IOException {
    return run.manifest(input)
        .filter(manifest -> manifest.id().equals(evaluated.inputs().get(input)))
        .orElseThrow(
            () ->
                new UserError(
                    "%s: %s is missing or was made after the run was evaluated: run it again.",
                    path, input));
  }
}
