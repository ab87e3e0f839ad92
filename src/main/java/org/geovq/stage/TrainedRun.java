package org.geovq.stage;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.geovq.UserError;
import org.geovq.config.Arm;
import org.geovq.config.Configuration;
import org.geovq.run.Manifest;
import org.geovq.run.RunDirectory;

/**
 * A run whose codes of an arm are done, which is to give such codes to other images.
 *
 * @param manifests of the stage that gave the codes and of all that it was made from, by output
 */
public record TrainedRun(RunDirectory directory, Arm arm, Map<String, Manifest> manifests) {
  private static final Pattern INSIDE = Pattern.compile("\\w+(/\\w+)*");

  /**
   * Reads what the manifests of a run say.
   *
   * @throws UserError if a stage is missing or was done again since another was made from it
   */
  public static TrainedRun read(RunDirectory directory, Arm arm) throws IOException {
    Map<String, Manifest> manifests = new TreeMap<>();
    Deque<String> wanted = new ArrayDeque<>(List.of(Codes.directory(arm)));
    while (!wanted.isEmpty()) {
      String output = within(directory, wanted.pop());
      if (!manifests.containsKey(output)) {
        Manifest manifest =
            directory.manifest(output).orElseThrow(() -> missing(directory, output));
        manifests.put(output, manifest);
        wanted.addAll(manifest.inputs().keySet());
      }
    }
    for (Map.Entry<String, Manifest> made : manifests.entrySet()) {
      made.getValue()
          .inputs()
          .forEach(
              (input, id) -> {
                if (!manifests.get(input).id().equals(id)) {
                  throw stale(directory, made.getKey(), input);
                }
              });
    }
    return new TrainedRun(directory, arm, Map.copyOf(manifests));
  }

  /** A stranger's manifest shall not lead out of the run. */
  private static String within(RunDirectory directory, String output) {
    if (!INSIDE.matcher(output).matches()) {
      throw new UserError(
          "A manifest of %s names the input %s, which is no stage's output.",
          directory.root(), output);
    }
    return output;
  }

  private static UserError missing(RunDirectory directory, String output) {
    return new UserError(
        "%s is not done: expected a run that has given its own images these codes.",
        directory.of(output));
  }

  private static UserError stale(RunDirectory directory, String output, String input) {
    return new UserError(
        "%s was made from another %s than is there now: `geovq run` brings the run up to date.",
        directory.of(output), input);
  }

  /**
   * Sees to it that a directory for other images is not that of a run, whose own they would
   * replace.
   *
   * @throws UserError if it is
   */
  public void requireOther(RunDirectory other) throws IOException {
    for (String output : manifests.keySet()) {
      boolean encoded = output.equals(Images.DIRECTORY) || output.equals(Codes.directory(arm));
      if (!encoded && other.manifest(output).isPresent()) {
        throw new UserError(
            "--run-dir %s holds a run, whose images would be replaced: name another folder.",
            other.root());
      }
    }
  }

  /**
   * The run's own configuration with other settings, which may say where images are from and how
   * they are read, and what is no matter of codes.
   *
   * @param overrides key=value each
   * @throws UserError if one of them is another value of what the codes depend on
   */
  public Configuration configuration(List<String> overrides) {
    Map<String, String> recorded = new TreeMap<>();
    manifests.values().forEach(manifest -> recorded.putAll(manifest.configuration()));
    Configuration configuration =
        Configuration.recorded(recorded, directory.root().toString(), overrides);
    for (Map.Entry<String, Manifest> made : manifests.entrySet()) {
      if (!made.getKey().equals(Images.DIRECTORY)) {
        requireSame(made.getKey(), made.getValue().configuration(), configuration);
      }
    }
    return configuration;
  }

  private void requireSame(String output, Map<String, String> own, Configuration configuration) {
    configuration
        .values(List.copyOf(own.keySet()))
        .forEach(
            (key, value) -> {
              if (!value.equals(own.get(key))) {
                throw new UserError(
                    "%s = %s: %s was made with %s, and other images get their codes as its own did.",
                    key, value, directory.of(output), own.get(key));
              }
            });
  }
}
