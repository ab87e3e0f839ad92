package org.geovq.results;

import java.io.File;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.geovq.config.Keys;
import org.geovq.report.Block;

/**
 * Runs of one configuration that differ in their seeds only.
 *
 * @param id names its pictures: lower-case letters, digits and hyphens
 * @param data whose published figures stand beside its own
 * @param configuration the file that the runs were made with
 * @param overrides key=value each, as given to the runs beside that file
 * @param runs run directories, one a seed
 * @param notes paragraphs in Markdown
 */
record Experiment(
    String id,
    String title,
    String data,
    File configuration,
    List<String> overrides,
    List<String> runs,
    List<String> notes) {

  private static final List<String> KEYS =
      List.of("id", "title", "data", "conf", "set", "runs", "notes");

  /**
   * All that a file lists.
   *
   * @throws org.geovq.UserError naming the key that is wrong
   */
  static List<Experiment> readAll(File file) {
    Keys keys = Keys.ofFile(file);
    keys.requireOnly(List.of("experiments"));
    List<Experiment> experiments = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (Keys block : keys.blocks("experiments")) {
      Experiment experiment = read(block);
      if (!ids.add(experiment.id)) {
        throw block.wrong("id", experiment.id, "an id that no other experiment has");
      }
      experiments.add(experiment);
    }
    return experiments;
  }

  private static Experiment read(Keys keys) {
    keys.requireOnly(KEYS);
    String id = keys.text("id");
    if (!Block.isId(id)) {
      throw keys.wrong("id", id, "lower-case letters, digits and hyphens");
    }
    List<String> runs = keys.texts("runs");
    if (runs.isEmpty() || new HashSet<>(runs).size() < runs.size()) {
      throw keys.wrong("runs", runs, "at least one run directory and none twice");
    }
    return new Experiment(
        id,
        keys.text("title"),
        keys.text("data"),
        new File(keys.text("conf")),
        keys.texts("set"),
        runs,
        keys.texts("notes"));
  }
}
