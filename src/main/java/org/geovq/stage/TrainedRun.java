package org.geovq.stage;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.geovq.UserError;
import org.geovq.config.Arm;
import org.geovq.config.Configuration;
import org.geovq.config.Settings;
import org.geovq.data.ImageShape;
import org.geovq.run.Manifest;
import org.geovq.run.RunDirectory;
import org.geovq.run.Stage;

/**
 * A run whose codes of an arm are done, by which others are to be made: of other images, or images
 * of other codes.
 *
 * @param manifests of the stage that gave the codes and of all that it was made from, by output
 * @param recorded the settings of all its stages, by key
 */
public record TrainedRun(
    RunDirectory directory,
    Arm arm,
    Map<String, Manifest> manifests,
    Map<String, String> recorded) {
  /** In a manifest: the run by which it was made; says too that the images are not a run's. */
  static final String MODEL = "model";

  /** What may be in a directory beside what is made with a run. */
  private static final Set<String> FOLDERS =
      Set.of("logs", Images.DIRECTORY, "." + Images.DIRECTORY + ".partial", "codes", "decoded");

  private static final Pattern INSIDE = Pattern.compile("\\w+(/\\w+)*");
  private static final Set<String> CODING = Set.of("assign-codes", "extract-codes");

  /** By stage, what its result depends on. */
  private static final Map<String, List<String>> SETTINGS =
      Stages.prototypes().stream().collect(Collectors.toMap(Stage::name, Stage::settings));

  /**
   * Reads what the manifests of a run say.
   *
   * @throws UserError if a stage is missing or was done again since another was made from it
   */
  public static TrainedRun read(RunDirectory directory, Arm arm) throws IOException {
    requireCodes(directory, arm);
    Map<String, Manifest> manifests = sources(directory, arm);
    requireFresh(directory, manifests);
    Map<String, String> recorded = new HashMap<>();
    for (Stage stage : Stages.prototypes()) {
      // A report may be older than what codes and images are made with.
      if (!(stage instanceof Report)) {
        directory.manifest(stage.output()).ifPresent(any -> recorded.putAll(settings(any)));
      }
    }
    manifests.values().forEach(own -> recorded.putAll(settings(own)));
    return new TrainedRun(directory, arm, Map.copyOf(manifests), Map.copyOf(recorded));
  }

  private static void requireCodes(RunDirectory directory, Arm arm) throws IOException {
    if (hasCodes(directory, arm)) {
      return;
    }
    List<String> others = new ArrayList<>();
    for (Arm other : Arm.values()) {
      if (hasCodes(directory, other)) {
        others.add(other.key());
      }
    }
    throw new UserError(
        "%s has no codes of %s for images of its own: expected a run of `geovq run` that has%s.",
        directory.root(),
        arm.key(),
        others.isEmpty()
            ? ""
            : ", or --arm with one of those that are there, " + String.join(", ", others));
  }

  /** Those that images of its own got; what encode gave to others is no run. */
  private static boolean hasCodes(RunDirectory directory, Arm arm) throws IOException {
    Optional<Manifest> codes = directory.manifest(Codes.directory(arm));
    return codes.isPresent() && CODING.contains(codes.get().stage());
  }

  /** The arm's codes, what they were made from, and so on. */
  private static Map<String, Manifest> sources(RunDirectory directory, Arm arm) throws IOException {
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
    return manifests;
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
        "%s is not done: `geovq run` brings the run up to date.", directory.of(output));
  }

  private static void requireFresh(RunDirectory directory, Map<String, Manifest> manifests) {
    manifests.forEach(
        (output, manifest) ->
            manifest
                .inputs()
                .forEach(
                    (input, id) -> {
                      if (!manifests.get(input).id().equals(id)) {
                        throw new UserError(
                            "%s was made from another %s than is there now: `geovq run` brings the run up to date.",
                            directory.of(output), input);
                      }
                    }));
  }

  /** No others than a stage depends on: of a stranger's run none says where to compute or write. */
  private static Map<String, String> settings(Manifest manifest) {
    Map<String, String> settings = new TreeMap<>(manifest.configuration());
    List<String> own = SETTINGS.getOrDefault(manifest.stage(), List.of());
    settings.keySet().removeIf(key -> !Configuration.isBelow(key, own));
    return settings;
  }

  /** What is made with the run depends on: the id of each of its outputs. */
  Map<String, String> ids() {
    Map<String, String> ids = new TreeMap<>();
    manifests.forEach((output, manifest) -> ids.put(output, manifest.id()));
    return ids;
  }

  /**
   * Sees to it that it is still what was read, before what was made with it counts.
   *
   * @throws UserError if a stage of it was done again meanwhile
   */
  void requireUnchanged() throws IOException {
    if (!read(directory, arm).ids().equals(ids())) {
      throw new UserError(
          "%s has changed while it was used: give the same command again.", directory.root());
    }
  }

  /**
   * Keeps what is made with a run out of a run, whose images would be replaced and whose trainings
   * would begin anew.
   *
   * @throws UserError if there is one
   */
  static void requireNoRun(RunDirectory directory) throws IOException {
    boolean itsOwn =
        directory.manifest(Images.DIRECTORY).stream()
            .anyMatch(manifest -> !manifest.counts().containsKey(MODEL));
    if (itsOwn || !FOLDERS.containsAll(directory.folders())) {
      throw new UserError(
          "--run-dir %s holds something else than what `geovq encode` and `geovq decode` make: name another folder.",
          directory.root());
    }
  }

  /** Shape of the run's images. */
  ImageShape shape() {
    return Images.shape(manifests.get(Images.DIRECTORY));
  }

  /**
   * The run's own configuration with other settings, which may say where images are and how they
   * are read, and what is no matter of codes.
   *
   * @param overrides key=value each
   * @throws UserError if one of them is another value of what the codes depend on, or one that the
   *     images need is missing
   */
  public Configuration configuration(List<String> overrides) {
    Map<String, String> values = new TreeMap<>(recorded);
    // Whatever they were read from, so large are they now.
    values.put("data.image.size", Integer.toString(shape().height()));
    values.put("data.image.colours", shape().channels() == 1 ? "\"grey\"" : "\"rgb\"");
    Configuration configuration =
        Configuration.recorded(values, directory.root().toString(), overrides);
    manifests.forEach(
        (output, manifest) -> {
          if (!output.equals(Images.DIRECTORY)) {
            requireSame(output, settings(manifest), configuration);
          }
        });
    requireWhere(configuration);
    return configuration;
  }

  private void requireSame(String output, Map<String, String> own, Configuration configuration) {
    configuration
        .values(List.copyOf(own.keySet()))
        .forEach(
            (key, value) -> {
              if (!value.equals(own.get(key))) {
                throw new UserError(
                    "%s = %s: %s was made with %s, and what is made with it has to be made alike.",
                    key, value, directory.of(output), own.get(key));
              }
            });
  }

  /** What another data set needs to be told, as the run's own answer is none for it. */
  private void requireWhere(Configuration configuration) {
    Settings.Data data = configuration.settings().data();
    if (data.set() == Settings.DataSet.STROKES && !data.dir().isEmpty()) {
      throw new UserError(
          "data.dir = %s: data.set is strokes, as in %s, which draws images by itself; set data.set as well.",
          data.dir(), directory.root());
    }
    String set = configuration.values(List.of("data.set")).get("data.set");
    boolean cut = data.set() == Settings.DataSet.FOLDER || data.set() == Settings.DataSet.CELEBA;
    boolean same = set.equals(recorded.get("data.set"));
    if (!same && cut && !configuration.isOverridden("data.image.crop")) {
      throw new UserError(
          "data.set = %s: expected data.image.crop beside it, as the images of %s were cut in another way (0: %s).",
          data.set().configName(),
          directory.root(),
          data.set() == Settings.DataSet.FOLDER ? "the largest square" : "140 pixels");
    }
  }
}
