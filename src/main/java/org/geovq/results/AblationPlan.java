package org.geovq.results;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.geovq.UserError;
import org.geovq.config.Arm;
import org.geovq.config.Configuration;
import org.geovq.config.Settings;
import org.geovq.run.Stage;
import org.geovq.stage.Stages;

/**
 * The runs that show what a setting is worth: one for each of its values and each seed, without
 * priors, samples and end-to-end arms unless they are asked for.
 *
 * @param key of the configuration
 * @param directory in which the runs lie
 * @param runs seed by seed, so that all values of the first are done first
 */
public record AblationPlan(
    String key, List<String> values, List<Long> seeds, String directory, List<Run> runs) {

  /** The last stage of these runs. */
  public static final String UNTIL = "evaluate";

  private static final String SEED = "seed";

  /** What no ablation needs, unless the command line says otherwise. */
  private static final List<String> LEFT_OUT =
      List.of(
          "prior.kinds=[]",
          "finetune.arms=[]",
          "fidelity.enabled=false",
          "fidelity.onnx.file=",
          "ablation.metrics=[]",
          "sweep.sizes=[]",
          "evaluate.seeds=[]");

  /** Reads the configuration that the command line describes. */
  @FunctionalInterface
  public interface Loader {
    /**
     * @param beneath key=value each, which what the command line sets overrides
     * @param above key=value each, which override that
     */
    Configuration load(List<String> beneath, List<String> above);
  }

  /** One run. */
  public record Run(String value, long seed, String directory, Configuration configuration) {}

  /**
   * Plans the runs, and checks the settings of each before the first is made.
   *
   * @param seeds empty: the one of the configuration
   * @throws UserError if the key, a value or the seeds cannot be
   */
  public static AblationPlan of(Loader loader, String key, List<String> values, List<Long> seeds) {
    Settings given = loader.load(LEFT_OUT, List.of()).settings();
    List<Long> chosen = seeds.isEmpty() ? List.of(given.seed()) : List.copyOf(seeds);
    requireDistinct(key, values, chosen);
    List<String> beneath = new ArrayList<>(LEFT_OUT);
    beneath.add("arms=" + postHoc(given));
    List<Run> runs = new ArrayList<>();
    for (long seed : chosen) {
      for (String value : values) {
        String place = given.runDirectory() + "/" + name(key, value) + "/seed=" + seed;
        Configuration configuration =
            loader.load(
                beneath, List.of("seed=" + seed, key + "=" + value, "run.directory=" + place));
        requireEffect(key, configuration.settings());
        runs.add(new Run(value, seed, place, configuration));
      }
    }
    return new AblationPlan(key, List.copyOf(values), chosen, given.runDirectory(), runs);
  }

  private static void requireDistinct(String key, List<String> values, List<Long> seeds) {
    if (key.equals(SEED)) {
      throw new UserError("--key seed: expected another key, seeds are given by --seeds.");
    }
    List<String> names = values.stream().map(value -> name(key, value)).toList();
    if (values.size() < 2 || new HashSet<>(names).size() < names.size()) {
      throw new UserError(
          "--values %s: expected at least two and none twice.", String.join(",", values));
    }
    if (new HashSet<>(seeds).size() < seeds.size()) {
      throw new UserError("--seeds %s: expected none twice.", seeds);
    }
  }

  /** A folder's name on any file system. */
  private static String name(String key, String value) {
    return key + "=" + value.replaceAll("[^A-Za-z0-9._+-]", "_");
  }

  private static String postHoc(Settings settings) {
    return settings.arms().stream()
        .filter(Arm::postHoc)
        .map(Arm::key)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static void requireEffect(String key, Settings settings) {
    List<Stage> stages =
        Stages.of(settings).stream().takeWhile(stage -> !stage.name().equals("report")).toList();
    if (stages.stream().noneMatch(stage -> Configuration.isBelow(key, stage.settings()))) {
      throw new UserError(
          "--key %s: nothing that an ablation measures depends on it; expected a key of %s.",
          key, String.join(", ", known(stages)));
    }
  }

  private static List<String> known(List<Stage> stages) {
    return stages.stream()
        .flatMap(stage -> stage.settings().stream())
        .filter(known -> !known.equals(SEED))
        .distinct()
        .toList();
  }

  /** The directories of all runs but one. */
  public List<String> others(Run run) {
    return runs.stream().filter(other -> other != run).map(Run::directory).toList();
  }
}
