package org.geovq.results;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.geovq.UserError;
import org.geovq.config.Arm;
import org.geovq.config.Settings;
import org.geovq.eval.Spread;
import org.geovq.report.Markdown;
import org.geovq.run.Json;
import org.geovq.run.RunDirectory;
import org.geovq.run.WholeFile;
import org.geovq.stage.Evaluate;

/**
 * What the runs of an ablation obtained.
 *
 * @param byValue the runs of each value, in the order of the seeds
 */
public record AblationRuns(String key, List<Long> seeds, Map<String, Runs> byValue) {
  private static final String PICTURES = "ablation-";

  /** The document ablation.json. */
  record Document(String key, List<Long> seeds, List<Entry> entries) {}

  /**
   * Figures of an arm at a value.
   *
   * @param figures by their keys, over the seeds
   */
  record Entry(String value, String arm, Map<String, Spread> figures) {}

  /**
   * Reads the runs.
   *
   * @throws UserError if one is not evaluated
   */
  public static AblationRuns read(AblationPlan plan, Configuration hadoop) throws IOException {
    Map<String, Runs> byValue = new LinkedHashMap<>();
    for (String value : plan.values()) {
      List<FinishedRun> runs = new ArrayList<>();
      Settings settings = null;
      for (AblationPlan.Run run : plan.runs()) {
        if (run.value().equals(value)) {
          runs.add(finished(run, hadoop));
          settings = run.configuration().settings();
        }
      }
      byValue.put(value, new Runs(settings, List.copyOf(runs)));
    }
    return new AblationRuns(plan.key(), plan.seeds(), byValue);
  }

  private static FinishedRun finished(AblationPlan.Run run, Configuration hadoop)
      throws IOException {
    return FinishedRun.read(run.directory(), hadoop)
        .orElseThrow(() -> new UserError("%s is not evaluated: run it again.", run.directory()));
  }

  /** Writes ablation.json, ablation.md and its charts. */
  public void write(RunDirectory directory) throws IOException {
    Json.write(directory.files(), directory.of("ablation.json"), document());
    Markdown text = new Markdown(PICTURES);
    new AblationText(this).addTo(text);
    text.writeTo(
        (name, content) -> WholeFile.write(directory.files(), directory.of(name), content),
        "ablation.md");
  }

  private Document document() {
    List<Entry> entries = new ArrayList<>();
    byValue.forEach(
        (value, runs) ->
            arms().forEach(arm -> entries.add(new Entry(value, arm, figures(runs, arm)))));
    return new Document(key, seeds, entries);
  }

  private Map<String, Spread> figures(Runs runs, String arm) {
    Map<String, Spread> figures = new LinkedHashMap<>();
    for (Measure measure : measures()) {
      Spread found = runs.spread(measure, arm);
      if (found != null) {
        figures.put(measure.key(), found);
      }
    }
    return figures;
  }

  /** The continuous auto-encoder and the arms of the runs. */
  List<String> arms() {
    Set<String> arms = new LinkedHashSet<>(List.of(Evaluate.VAE));
    byValue
        .values()
        .forEach(runs -> runs.settings().arms().stream().map(Arm::key).forEach(arms::add));
    return List.copyOf(arms);
  }

  /** The figures that some run has. */
  List<Measure> measures() {
    Set<String> kinds = new LinkedHashSet<>();
    byValue.values().forEach(runs -> kinds.addAll(runs.kinds()));
    return Measure.of(kinds).stream()
        .filter(measure -> arms().stream().anyMatch(arm -> has(measure, arm)))
        .toList();
  }

  private boolean has(Measure measure, String arm) {
    return byValue.values().stream().anyMatch(runs -> runs.spread(measure, arm) != null);
  }
}
