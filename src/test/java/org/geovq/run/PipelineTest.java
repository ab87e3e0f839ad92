package org.geovq.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.geovq.UserError;
import org.geovq.config.Configuration;
import org.geovq.stage.LocalSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A diamond with a tail: b and c read a, d reads b. */
class PipelineTest {
  @TempDir private Path folder;
  private final List<String> done = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();
  private final Map<String, String> sources = new HashMap<>();
  private final List<Stage> stages =
      List.of(
          new Fake("make-a", "a", List.of(), List.of("seed"), false),
          new Fake("make-b", "b", List.of("a"), List.of("codebook.size"), false),
          new Fake("make-c", "nested/c", List.of("a"), List.of("graph"), true),
          new Fake("make-d", "d", List.of("b"), List.of(), false));

  private String failing = "";
  private String unready = "";
  private boolean sourcesGone;

  /** The stage that asks for them; empty: the first. */
  private String sourcesOf = "";

  private boolean leftoverSeen;

  /** Writes a file, counts it, and fails afterwards where the test wants it. */
  private final class Fake implements Stage {
    private final String name;
    private final String output;
    private final List<String> inputs;
    private final List<String> settings;
    private final boolean resumable;

    Fake(
        String name, String output, List<String> inputs, List<String> settings, boolean resumable) {
      this.name = name;
      this.output = output;
      this.inputs = inputs;
      this.settings = settings;
      this.resumable = resumable;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String output() {
      return output;
    }

    @Override
    public List<String> inputs() {
      return inputs;
    }

    @Override
    public List<String> settings() {
      return settings;
    }

    @Override
    public String about() {
      return "is a fake";
    }

    @Override
    public boolean resumable() {
      return resumable;
    }

    @Override
    public Map<String, String> sources(StageContext context) {
      if ((sourcesOf.isEmpty() ? inputs.isEmpty() : name.equals(sourcesOf)) && sourcesGone) {
        throw new UserError("%s: there is no such file.", name);
      }
      return inputs.isEmpty() ? sources : Map.of();
    }

    @Override
    public void check(StageContext context) {
      if (unready.equals(name)) {
        throw new UserError("%s: expected a file.", name);
      }
    }

    @Override
    public void run(StageContext context) throws IOException {
      var work = new org.apache.hadoop.fs.Path(context.output(), "work");
      leftoverSeen = context.files().exists(work);
      context.files().create(work, true).close();
      context.files().create(new org.apache.hadoop.fs.Path(context.scratch(), "x"), true).close();
      context.count(name + " rows", 3);
      if (failing.equals(name)) {
        throw new IllegalStateException("the machine went away");
      }
      done.add(name);
      outputs.add(output);
    }
  }

  @Test
  void stagesRunInOrder() throws Exception {
    assertEquals(List.of("make-a", "make-b", "make-c", "make-d"), run());
    for (String output : List.of("a", "b", "nested/c", "d")) {
      assertTrue(Files.exists(folder.resolve(output).resolve("work")), output);
      assertFalse(Files.exists(folder.resolve(output).resolve("checkpoints")), output);
    }
  }

  @Test
  void whatALaterStageMissesIsSaidBeforeTheFirstIsRun() throws Exception {
    unready = "make-d";
    assertThrows(UserError.class, () -> run());
    assertEquals(List.of(), done);
    assertEquals(List.of("make-a", "make-b"), run("make-a", "make-b", List.of()));
  }

  @Test
  void secondRunExecutesNothing() throws Exception {
    run();
    Map<String, String> before = ids();
    assertEquals(List.of(), run());
    assertEquals(before, ids());
  }

  @Test
  void untilEndsTheRun() throws Exception {
    assertEquals(List.of("make-a", "make-b"), run("make-a", "make-b", List.of()));
    assertEquals(List.of("make-c", "make-d"), run());
  }

  @Test
  void changedSettingRedoesItsStageAndItsReadersAlone() throws Exception {
    run();
    assertEquals(List.of("make-b", "make-d"), run("codebook.size=16"));
    assertEquals(List.of(), run("codebook.size=16"));
    assertEquals(List.of("make-c"), run("codebook.size=16", "graph.k=9"));
    assertEquals(
        List.of("make-a", "make-b", "make-c", "make-d"),
        run("codebook.size=16", "graph.k=9", "seed=1"));
    assertEquals(List.of(), run("codebook.size=16", "graph.k=9", "seed=1", "sample.images=99"));
  }

  /** How often it is saved, and in how many parts data lie: what is made is the same. */
  @Test
  void settingsWithoutEffectRedoNothing() throws Exception {
    List<Stage> one =
        List.of(new Fake("make-a", "a", List.of(), List.of("vae.training", "data"), true));
    failing = "make-a";
    assertThrows(IllegalStateException.class, () -> runOnly(one));
    failing = "";
    runOnly(one, "vae.training.checkpoint-interval-min=1", "data.partitions=3");
    assertTrue(leftoverSeen);
    runOnly(one, "vae.training.checkpoint-interval-min=2", "data.partitions=5");
    assertEquals(List.of("make-a"), done);
    runOnly(one, "vae.training.batch-size=9");
    assertEquals(List.of("make-a", "make-a"), done);
  }

  private void runOnly(List<Stage> some, String... overrides) throws Exception {
    Configuration configuration = Configuration.load(null, List.of(overrides));
    new Pipeline(some, new StageContext(configuration, LocalSpark.get(), directory())).run();
  }

  /** Also of the last stage, hours before it would be replaced. */
  @Test
  void foldersOfTheUsersOwnAreLeftAlone() throws Exception {
    Path own = Files.createDirectories(folder.resolve("d")).resolve("cat.jpg");
    Files.writeString(own, "mine");
    UserError error = assertThrows(UserError.class, () -> run());
    assertEquals(
        "file:%s/d is there without a manifest, and would be replaced: name another folder by --run-dir, or remove it if a run has left it."
            .formatted(folder),
        error.getMessage());
    assertEquals("mine", Files.readString(own));
    assertEquals(List.of(), done);
  }

  /** What a death between two steps of putting a stage in place leaves in a run. */
  @Test
  void aStageWithoutManifestInARunIsReplaced() throws Exception {
    run();
    Files.delete(folder.resolve("d/_manifest.json"));
    assertEquals(List.of("make-d"), run());
  }

  @Test
  void changedSourceRedoesItsStageAndItsReaders() throws Exception {
    run();
    sources.put("images.gz", "123");
    assertEquals(List.of("make-a", "make-b", "make-c", "make-d"), run());
  }

  /** A report of a finished run asks for nothing that the images were read from. */
  @Test
  void stagesBeforeTheWantedOnesNeedTheirSourcesNoMore() throws Exception {
    run();
    sourcesGone = true;
    assertEquals(List.of("make-d"), run("make-d", "make-d", List.of("make-d")));
    UserError wanted = assertThrows(UserError.class, () -> run());
    assertEquals("make-a: there is no such file.", wanted.getMessage());
    Pipeline changed = pipeline("seed=1");
    assertThrows(UserError.class, () -> changed.run("make-d", "make-d", List.of()));
  }

  /** Samples made again, which a network judged before whose file is gone. */
  @Test
  void norAreStagesUnchangedWhoseInputsWereMadeAgain() throws Exception {
    sourcesOf = "make-b";
    run();
    run("make-a", "make-a", List.of("make-a"));
    sourcesGone = true;
    assertThrows(UserError.class, () -> run("make-d", "make-d", List.of()));
  }

  /** Its checkpoints are at its place already. */
  @Test
  void whatAResumableStageThatLacksItsManifestAloneHasIsTakenUp() throws Exception {
    fail("make-c");
    Files.createDirectories(folder.resolve("nested"));
    Files.move(folder.resolve("nested/.c.partial"), folder.resolve("nested/c"));
    run("make-c", "make-c", List.of());
    assertTrue(leftoverSeen);
  }

  @Test
  void forceRedoesTheStageAndItsReaders() throws Exception {
    run();
    Map<String, String> before = ids();
    assertEquals(List.of("make-b", "make-d"), run("make-a", "make-d", List.of("make-b")));
    assertEquals(before.get("a"), ids().get("a"));
    assertEquals(before.get("nested/c"), ids().get("nested/c"));
    assertNotEquals(before.get("b"), ids().get("b"));
    assertNotEquals(before.get("d"), ids().get("d"));
  }

  @Test
  void stageThatThrowsLeavesNoFinishedDirectory() throws Exception {
    fail("make-b");
    assertTrue(Files.exists(folder.resolve("a/_manifest.json")));
    assertFalse(Files.exists(folder.resolve("b")));
    assertFalse(Files.exists(folder.resolve("d")));
  }

  @Test
  void stageThatThrowsKeepsWhatWasFinishedBefore() throws Exception {
    run();
    String before = ids().get("b");
    fail("make-b", "codebook.size=16");
    assertEquals(before, ids().get("b"));
  }

  @Test
  void whatAnOrdinaryStageLeftIsCleared() throws Exception {
    fail("make-b");
    run("make-b", "make-b", List.of());
    assertFalse(leftoverSeen);
    assertFalse(Files.exists(folder.resolve(".b.partial")));
  }

  @Test
  void whatAResumableStageLeftIsTakenUp() throws Exception {
    fail("make-c");
    assertEquals(List.of("make-c"), run("make-c", "make-c", List.of()));
    assertTrue(leftoverSeen);
    assertFalse(Files.exists(folder.resolve("nested/c/begun.json")));
  }

  /** An hour from the beginning of each of two attempts to the last file that it left. */
  @Test
  void timeOfAttemptsThatLeftSomethingCounts() throws Exception {
    Path mark = folder.resolve("nested/.c.partial/begun.json");
    for (int attempt = 0; attempt < 2; attempt++) {
      fail("make-c");
      FileTime left = Files.getLastModifiedTime(mark.resolveSibling("work"));
      Files.setLastModifiedTime(mark, FileTime.fromMillis(left.toMillis() - 3_600_000));
    }
    run("make-c", "make-c", List.of());
    assertEquals(7200, manifest("nested/c").seconds(), 60);
    run("make-c", "make-c", List.of("make-c"));
    assertEquals(0, manifest("nested/c").seconds(), 60);
  }

  @Test
  void whatAResumableStageLeftWithOtherSettingsIsCleared() throws Exception {
    fail("make-c");
    pipeline("graph.k=9").run("make-c", "make-c", List.of());
    assertFalse(leftoverSeen);
  }

  @Test
  void fromNeedsTheStagesThatItReads() {
    UserError error = assertThrows(UserError.class, () -> run("make-b", "make-d", List.of()));
    assertTrue(error.getMessage().startsWith("Stage make-b needs "), error.getMessage());
    assertTrue(error.getMessage().contains("run stage make-a first"), error.getMessage());
    assertEquals(List.of(), done);
  }

  @Test
  void fromDoesNotNeedStagesThatNobodyReads() throws Exception {
    run("make-a", "make-b", List.of());
    assertEquals(List.of("make-d"), run("make-d", "make-d", List.of()));
  }

  /** b itself is as it was, but what it was made from is not what the settings ask for. */
  @Test
  void fromRefusesWhatWasMadeFromSomethingStale() throws Exception {
    run();
    Pipeline pipeline = pipeline("seed=1");
    UserError error =
        assertThrows(UserError.class, () -> pipeline.run("make-d", "make-d", List.of("make-d")));
    assertTrue(error.getMessage().contains("run stage make-a first"), error.getMessage());
  }

  @Test
  void unknownStagesAreNamed() {
    String message =
        "There is no stage make-e in this run, which has make-a, make-b, make-c, make-d.";
    for (List<String> names :
        List.of(
            List.of("make-e", "make-d", "make-a"),
            List.of("make-a", "make-e", "make-a"),
            List.of("make-a", "make-d", "make-e"))) {
      UserError error =
          assertThrows(
              UserError.class, () -> run(names.get(0), names.get(1), List.of(names.get(2))));
      assertEquals(message, error.getMessage());
    }
    assertEquals(List.of(), done);
  }

  @Test
  void stagesOfOneNameAreRunTogether() throws Exception {
    runTwins("make-a", "use-both");
    assertEquals(List.of("a", "t/1", "t/2", "both"), outputs);
    runTwins("make-twin", "make-twin", "make-twin");
    assertEquals(List.of("t/1", "t/2"), outputs);
    runTwins("make-a", "use-both");
    assertEquals(List.of("both"), outputs);
  }

  /** Both depend on the same settings and inputs: what each has made is known by its place. */
  @Test
  void stagesOfOneNameAreToldApart() throws Exception {
    runTwins("make-a", "use-both");
    assertNotEquals(manifest("t/1").id(), manifest("t/2").id());
    assertEquals("make-twin", manifest("t/2").stage());
    Files.delete(folder.resolve("t/2/_manifest.json"));
    UserError error = assertThrows(UserError.class, () -> runTwins("use-both", "use-both"));
    assertTrue(error.getMessage().contains("t/2, which is missing"), error.getMessage());
    assertTrue(error.getMessage().contains("run stage make-twin first"), error.getMessage());
    runTwins("make-twin", "make-twin");
    assertEquals(List.of("t/2"), outputs);
  }

  private void runTwins(String from, String until, String... force) throws Exception {
    outputs.clear();
    List<Stage> twins =
        List.of(
            new Fake("make-a", "a", List.of(), List.of("seed"), false),
            new Fake("make-twin", "t/1", List.of("a"), List.of(), false),
            new Fake("make-twin", "t/2", List.of("a"), List.of(), false),
            new Fake("use-both", "both", List.of("t/1", "t/2"), List.of(), false));
    Configuration configuration = Configuration.load(null, List.of());
    new Pipeline(twins, new StageContext(configuration, LocalSpark.get(), directory()))
        .run(from, until, List.of(force));
  }

  /** With its id, so that what reads it is current too. */
  @Test
  void whatAnotherRunHasDoneIsCopied(@TempDir Path other) throws Exception {
    run();
    done.clear();
    pipelineIn(other, "codebook.size=16").run("make-a", "make-d", List.of());
    assertEquals(List.of("make-b", "make-d"), done);
    assertEquals(manifest("a"), directory(other).manifest("a").orElseThrow());
    assertEquals(manifest("nested/c"), directory(other).manifest("nested/c").orElseThrow());
    assertTrue(Files.exists(other.resolve("nested/c/work")));
    assertFalse(Files.exists(other.resolve("nested/.c.partial")));
    done.clear();
    pipelineIn(other, "codebook.size=16").run("make-a", "make-d", List.of());
    assertEquals(List.of(), done);
  }

  /** The other run's b, c and d have the right settings, but were made from an a that is gone. */
  @Test
  void whatAnotherRunMadeFromSomethingStaleIsNotCopied(@TempDir Path other) throws Exception {
    run();
    run("make-a", "make-a", List.of("make-a"));
    done.clear();
    pipelineIn(other).run("make-a", "make-d", List.of());
    assertEquals(List.of("make-b", "make-c", "make-d"), done);
  }

  @Test
  void whatHasOtherSettingsSourcesOrIsForcedIsNotCopied(@TempDir Path other) throws Exception {
    run();
    sources.put("images.gz", "123");
    done.clear();
    pipelineIn(other).run("make-a", "make-d", List.of());
    assertEquals(List.of("make-a", "make-b", "make-c", "make-d"), done);
    sources.clear();
    done.clear();
    pipelineIn(other).run("make-a", "make-d", List.of("make-a"));
    assertEquals(List.of("make-a", "make-b", "make-c", "make-d"), done);
  }

  /** A run in another folder that may copy from the usual one. */
  private Pipeline pipelineIn(Path other, String... overrides) throws IOException {
    Configuration configuration = Configuration.load(null, List.of(overrides));
    return new Pipeline(
        stages,
        new StageContext(configuration, LocalSpark.get(), directory(other)),
        List.of(directory()));
  }

  private static RunDirectory directory(Path path) throws IOException {
    return new RunDirectory(path.toString(), LocalSpark.get().sparkContext().hadoopConfiguration());
  }

  @Test
  void fromMustNotComeAfterUntil() {
    UserError error = assertThrows(UserError.class, () -> run("make-c", "make-a", List.of()));
    assertEquals(
        "--from make-c --until make-a: the first comes after the second.", error.getMessage());
  }

  @Test
  void manifestTellsWhatWasDone() throws Exception {
    run();
    Manifest a = manifest("a");
    Manifest b = manifest("b");
    assertEquals("make-b", b.stage());
    assertEquals(Map.of("make-b rows", 3), b.counts());
    assertEquals(Map.of("codebook.size", "512"), b.configuration());
    assertEquals(Map.of("a", a.id()), b.inputs());
    assertEquals(Versions.all(), b.versions());
    assertTrue(b.fingerprint().matches("[0-9a-f]{64}"), b.fingerprint());
    assertNotEquals(a.fingerprint(), b.fingerprint());
    assertTrue(b.seconds() > 0 && b.seconds() < 60, () -> "seconds " + b.seconds());
    assertTrue(b.finished().matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ"), b.finished());
  }

  @Test
  void everyExecutionHasItsOwnId() throws Exception {
    run();
    assertEquals(4, Set.copyOf(ids().values()).size());
  }

  private void fail(String stage, String... overrides) throws IOException {
    failing = stage;
    Pipeline pipeline = pipeline(overrides);
    IllegalStateException error =
        assertThrows(
            IllegalStateException.class, () -> pipeline.run("make-a", "make-d", List.of()));
    assertEquals("the machine went away", error.getMessage());
    failing = "";
  }

  private List<String> run(String... overrides) throws Exception {
    done.clear();
    pipeline(overrides).run("make-a", "make-d", List.of());
    return List.copyOf(done);
  }

  private List<String> run(String from, String until, List<String> force) throws Exception {
    done.clear();
    pipeline().run(from, until, force);
    return List.copyOf(done);
  }

  private Pipeline pipeline(String... overrides) throws IOException {
    Configuration configuration = Configuration.load(null, List.of(overrides));
    return new Pipeline(stages, new StageContext(configuration, LocalSpark.get(), directory()));
  }

  private RunDirectory directory() throws IOException {
    return new RunDirectory(
        folder.toString(), LocalSpark.get().sparkContext().hadoopConfiguration());
  }

  private Manifest manifest(String output) throws IOException {
    return directory().manifest(output).orElseThrow();
  }

  private Map<String, String> ids() throws IOException {
    Map<String, String> ids = new HashMap<>();
    for (Stage stage : stages) {
      ids.put(stage.output(), manifest(stage.output()).id());
    }
    return ids;
  }
}
