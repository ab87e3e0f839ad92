package org.geovq.run;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** One step of a run: reads the directories of earlier stages and writes one of its own. */
public interface Stage {

  /**
   * Name on the command line, such as train-vae; stages that do the same for different arms share
   * it.
   */
  String name();

  /** Directory that it writes, below the run directory; no two stages of a run share it. */
  String output();

  /** Directories that it reads. */
  List<String> inputs();

  /** Blocks or keys of the configuration that its result depends on. */
  List<String> settings();

  /** What it does, in one sentence. */
  String about();

  /**
   * Looks at what the work will need besides settings and inputs, before any stage of the run is
   * executed, so that a user hears of it before hours are spent.
   *
   * @throws org.geovq.UserError if something is missing or cannot be used
   * @throws IOException if it cannot be looked at
   */
  default void check(StageContext context) throws IOException {}

  /**
   * Does the work; whatever is written below {@link StageContext#output()} is moved into place
   * afterwards.
   */
  void run(StageContext context) throws Exception;

  /**
   * Whether what a killed execution with the same fingerprint left behind is to be taken up again.
   */
  default boolean resumable() {
    return false;
  }

  /**
   * What the result depends on besides settings and inputs, such as the names and sizes of the
   * files of a data set.
   *
   * @throws IOException if they cannot be looked at
   */
  default Map<String, String> sources(StageContext context) throws IOException {
    return Map.of();
  }
}
