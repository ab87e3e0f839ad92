package org.geovq.results;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.geovq.UserError;
import org.geovq.config.Arm;
import org.geovq.config.Configuration;
import org.geovq.config.Settings;
import org.geovq.eval.Spread;

/**
 * The runs of an experiment, which differ in their seeds only.
 *
 * @param settings of the experiment's configuration
 * @param finished by seed
 */
record Runs(Settings settings, List<FinishedRun> finished) {

  /** Kinds of priors that the runs have, by their names in the metrics. */
  Set<String> kinds() {
    Set<String> kinds = new LinkedHashSet<>();
    settings.prior().kinds().forEach(kind -> kinds.add(kind.key()));
    return kinds;
  }

  /**
   * Reads what is there.
   *
   * @throws UserError naming the first setting in which a run is not what the configuration says,
   *     or a seed that two runs have
   */
  static Runs read(Experiment experiment, org.apache.hadoop.conf.Configuration hadoop)
      throws IOException {
    Configuration configuration =
        Configuration.load(experiment.configuration(), experiment.overrides());
    Map<Long, FinishedRun> bySeed = new TreeMap<>();
    for (String path : experiment.runs()) {
      FinishedRun run = FinishedRun.read(path, hadoop).orElse(null);
      if (run != null) {
        requireSame(experiment, configuration, run);
        FinishedRun other = bySeed.putIfAbsent(run.seed(), run);
        if (other != null) {
          throw new UserError(
              "Experiment %s: %s and %s both have seed = %d, expected one run a seed.",
              experiment.id(), other.path(), path, run.seed());
        }
      }
    }
    return new Runs(configuration.settings(), List.copyOf(bySeed.values()));
  }

  private static void requireSame(
      Experiment experiment, Configuration configuration, FinishedRun run) {
    List<String> keys = List.copyOf(run.settings().keySet());
    Map<String, String> expected = Configuration.effective(configuration.values(keys));
    Map<String, String> found = Configuration.effective(run.settings());
    for (String key : new TreeSet<>(keys)) {
      String own = found.get(key);
      if (!own.equals(expected.get(key))) {
        throw new UserError(
            "Experiment %s: %s is %s in the run %s, but %s in %s: expected runs that differ in nothing but the seed.",
            experiment.id(),
            key,
            own,
            run.path(),
            expected.getOrDefault(key, "unknown"),
            experiment.configuration());
      }
    }
  }

  boolean isEmpty() {
    return finished.isEmpty();
  }

  /** The run in a directory; null if it is not finished. */
  FinishedRun at(String path) {
    return finished.stream().filter(run -> run.path().equals(path)).findFirst().orElse(null);
  }

  /** An arm's figure over the runs; null if none has it. */
  Spread spread(Measure measure, String arm) {
    return Spread.ofAny(values(measure, arm));
  }

  /** An arm's figure minus another arm's, run by run; null if no run has both. */
  Spread difference(Measure measure, String arm, String other) {
    return Spread.ofAny(
        finite(run -> measure.extract().of(run, arm) - measure.extract().of(run, other)));
  }

  /** By how many per cent of another arm's an arm's figure is above it; null if no run has both. */
  Spread percentAbove(Measure.Extract figure, String arm, String other) {
    return Spread.ofAny(
        finite(
            run -> {
              double theirs = figure.of(run, other);
              return 100 * (figure.of(run, arm) - theirs) / theirs;
            }));
  }

  /** The arms that the geodesic one is compared with. */
  List<Arm> others() {
    List<Arm> arms = settings.arms();
    return arms.contains(Arm.GEODESIC)
        ? arms.stream().filter(arm -> arm != Arm.GEODESIC).toList()
        : List.of();
  }

  /** An arm's figure in each run that has it. */
  double[] values(Measure measure, String arm) {
    return finite(run -> measure.extract().of(run, arm));
  }

  private double[] finite(ToDoubleFunction<FinishedRun> figure) {
    return finished.stream().mapToDouble(figure).filter(Double::isFinite).toArray();
  }
}
