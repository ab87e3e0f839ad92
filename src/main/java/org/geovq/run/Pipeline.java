package org.geovq.run;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.geovq.Sha256;
import org.geovq.UserError;
import org.geovq.config.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs stages in order: skips what is done with the same fingerprint, redoes what changed and all
 * that follows from it.
 */
public final class Pipeline {
  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
  private final List<Stage> stages;
  private final StageContext context;
  private final List<RunDirectory> donors;

  /**
   * @param stages all there are, each after the ones it reads
   */
  public Pipeline(List<Stage> stages, StageContext context) {
    this(stages, context, List.of());
  }

  /**
   * @param stages all there are, each after the ones it reads
   * @param donors other runs, whose directories are copied instead of doing a stage. Only of the
   *     very execution that this run would skip as done: one with the same fingerprint, into which
   *     the ids of its inputs go, so that they were copied from there before
   */
  public Pipeline(List<Stage> stages, StageContext context, List<RunDirectory> donors) {
    this.stages = stages;
    this.context = context;
    this.donors = donors;
  }

  /** Runs all stages. */
  public void run() throws Exception {
    run(stages.get(0).name(), stages.get(stages.size() - 1).name(), List.of());
  }

  /**
   * Runs the stages from the first of one name to the last of another; those before must be done.
   *
   * @param force names of stages to do again even though nothing changed
   * @throws UserError if there is no such stage or an earlier one is missing or stale
   */
  public void run(String from, String until, List<String> force) throws Exception {
    int first = first(from);
    int last = last(until);
    if (first > last) {
      throw new UserError("--from %s --until %s: the first comes after the second.", from, until);
    }
    for (String name : force) {
      if (first(name) < first || last(name) > last) {
        throw new UserError("--force %s: the stages to run are %s to %s.", name, from, until);
      }
    }
    check(first, last);
    context.directory().claim(stages.stream().map(Stage::output).toList());
    List<String> skipped = new ArrayList<>();
    for (int i = 0; i <= last; i++) {
      Stage stage = stages.get(i);
      boolean forced = force.contains(stage.name());
      if (!forced && isCurrent(stage, i < first)) {
        skipped.add(label(stage));
      } else if (i < first) {
        requireUnneeded(stage, i, first, last);
      } else {
        String fingerprint = fingerprint(stage);
        if (forced || !isCopied(stage, fingerprint)) {
          execute(stage, fingerprint);
        }
      }
    }
    if (!skipped.isEmpty()) {
      LOG.info("skipped, done before and unchanged: {}", String.join(", ", skipped));
    }
  }

  /**
   * Asks the stages whether they could run, and runs none.
   *
   * @param until name of the last stage
   * @throws UserError if one could not
   */
  public void check(String until) throws IOException {
    check(0, last(until));
  }

  private void check(int first, int last) throws IOException {
    for (Stage stage : stages.subList(first, last + 1)) {
      stage.check(context);
    }
  }

  private int first(String name) {
    return index(names().indexOf(name), name);
  }

  private int last(String name) {
    return index(names().lastIndexOf(name), name);
  }

  private int index(int found, String name) {
    if (found < 0) {
      throw new UserError(
          "There is no stage %s in this run, which has %s.",
          name, String.join(", ", new LinkedHashSet<>(names())));
    }
    return found;
  }

  private List<String> names() {
    return stages.stream().map(Stage::name).toList();
  }

  /** The name, with what tells the stage from others of that name. */
  private String label(Stage stage) {
    boolean alone = Collections.frequency(names(), stage.name()) == 1;
    return alone ? stage.name() : stage.name() + " " + stage.output();
  }

  /** What is wanted may read it directly, or through stages that are current by themselves. */
  private void requireUnneeded(Stage missing, int index, int first, int last) {
    Set<String> stale = new HashSet<>(Set.of(missing.output()));
    for (int i = index + 1; i <= last; i++) {
      Stage stage = stages.get(i);
      if (Collections.disjoint(stage.inputs(), stale)) {
        continue;
      }
      if (i >= first) {
        throw new UserError(
            "Stage %s needs %s, which is missing or made with other settings: run stage %s first, or `geovq run`.",
            label(stage), context.input(missing.output()), missing.name());
      }
      stale.add(stage.output());
    }
  }

  /**
   * A stage without a manifest is not asked for its sources, which takes a while.
   *
   * @param before whether it is not among those to run: its sources may then be gone, as those of
   *     images are once they are read
   */
  private boolean isCurrent(Stage stage, boolean before) throws IOException {
    Optional<Manifest> manifest = context.directory().manifest(stage.output());
    if (manifest.isEmpty()) {
      return false;
    }
    try {
      return manifest.get().fingerprint().equals(fingerprint(stage));
    } catch (UserError e) {
      Map<String, String> then = Configuration.effective(manifest.get().configuration());
      boolean same = then.equals(effective(stage)) && manifest.get().inputs().equals(inputs(stage));
      if (!before || !same) {
        throw e;
      }
      LOG.info("{}: taken as unchanged, as it cannot be seen: {}", label(stage), e.getMessage());
      return true;
    }
  }

  private Map<String, String> effective(Stage stage) {
    return Configuration.effective(context.configuration().values(stage.settings()));
  }

  private boolean isCopied(Stage stage, String fingerprint) throws IOException {
    for (RunDirectory donor : donors) {
      Optional<Manifest> manifest = donor.manifest(stage.output());
      if (manifest.isPresent()
          && manifest.get().fingerprint().equals(fingerprint)
          && context.directory().copy(donor, stage.output(), manifest.get())) {
        LOG.info("{}: copied from {}", label(stage), donor.root());
        return true;
      }
    }
    return false;
  }

  private void execute(Stage stage, String fingerprint) throws Exception {
    RunDirectory.Begun begun = context.directory().begin(stage, fingerprint);
    context.enter(stage.output(), begun.partial());
    LOG.info("{}: {}", label(stage), stage.about());
    long start = System.nanoTime();
    try (JobDescription jobs = new JobDescription(context.spark().sparkContext())) {
      jobs.set("%s", label(stage));
      stage.run(context);
    } catch (Exception e) {
      LOG.info("{}: not done, ended after {} s", label(stage), rounded(seconds(start)));
      throw e;
    }
    Manifest manifest =
        new Manifest(
            stage.name(),
            UUID.randomUUID().toString(),
            fingerprint,
            context.configuration().values(stage.settings()),
            inputs(stage),
            Versions.all(),
            context.counts(),
            begun.seconds() + seconds(start),
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    context.directory().commit(stage, manifest);
    LOG.info(
        "{}: done in {} s{} {}",
        label(stage),
        rounded(seconds(start)),
        begun.seconds() > 0 ? " after " + rounded(begun.seconds()) + " s before" : "",
        context.counts());
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static String rounded(double seconds) {
    return String.format(Locale.ROOT, "%.1f", seconds);
  }

  private Map<String, String> inputs(Stage stage) throws IOException {
    Map<String, String> ids = new TreeMap<>();
    for (String input : stage.inputs()) {
      ids.put(input, context.directory().manifest(input).map(Manifest::id).orElse("missing"));
    }
    return ids;
  }

  private String fingerprint(Stage stage) throws IOException {
    Map<String, Object> identity = new TreeMap<>();
    identity.put("stage", stage.name());
    identity.put("configuration", effective(stage));
    identity.put("inputs", inputs(stage));
    identity.put("sources", new TreeMap<>(stage.sources(context)));
    return Sha256.hex(Json.line(identity));
  }
}
