package org.geovq.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.geovq.config.Configuration;
import org.geovq.run.Stage;
import org.geovq.run.Versions;
import org.geovq.stage.LocalSpark;
import org.geovq.stage.Stages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @TempDir private Path folder;
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final ByteArrayOutputStream complained = new ByteArrayOutputStream();
  private final Errors errors = new Errors();

  /** Errors that were logged: Main says through the log what went wrong in a command. */
  private static final class Errors extends AbstractAppender {
    private final List<LogEvent> events = new CopyOnWriteArrayList<>();

    Errors() {
      super("errors of MainTest", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      if (event.getLevel() == Level.ERROR) {
        events.add(event.toImmutable());
      }
    }
  }

  @BeforeEach
  void listen() {
    LocalSpark.get();
    errors.start();
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    context.getConfiguration().getRootLogger().addAppender(errors, null, null);
    context.updateLoggers();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stopListening() {
    System.setOut(out);
    System.setErr(err);
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    context.getConfiguration().getRootLogger().removeAppender(errors.getName());
    context.updateLoggers();
  }

  @Test
  void stagesListsAllInOrder() {
    assertEquals(0, Main.execute("stages"));
    List<String> names = printed().lines().map(line -> line.split(" ")[0]).toList();
    assertEquals(Stages.prototypes().stream().map(Stage::name).toList(), names);
  }

  @Test
  void configPrintsEveryKeyWithValueAndOrigin() {
    assertEquals(0, Main.execute("config", "--set", "seed=7", "--master", "local[3]"));
    List<String> lines = printed().lines().map(line -> line.replaceAll(" +", " ")).toList();
    assertEquals(Configuration.load(null, List.of()).entries().size(), lines.size());
    assertTrue(lines.contains("seed = 7 # --set"), printed());
    assertTrue(lines.contains("spark.master = \"local[3]\" # --set"), printed());
  }

  @Test
  void configReadsTheFile() throws IOException {
    Path file = Files.writeString(folder.resolve("my.conf"), "graph.k = 9");
    assertEquals(0, Main.execute("config", "--conf", file.toString(), "--run-dir", "there"));
    assertTrue(printed().contains(file + ": 1"), printed());
    assertTrue(printed().contains("\"there\""), printed());
  }

  @Test
  void versionPrintsTheVersions() {
    assertEquals(0, Main.execute("version"));
    Versions.all().forEach((name, version) -> assertTrue(printed().contains(version), name));
  }

  @Test
  void doctorFindsThisMachineWell() {
    String run = folder.resolve("run").toString();
    assertEquals(0, Main.execute("doctor", "--run-dir", run), () -> printed());
    List<String> subjects = printed().lines().map(line -> line.split(" +")[1]).toList();
    assertEquals(
        List.of(
            "java", "memory", "device", "kernels", "spark", "scratch", "run", "data", "rate",
            "figures"),
        subjects);
    assertFalse(LocalSpark.get().sparkContext().isStopped());
  }

  @Test
  void doctorSaysWhatWouldStopARun() {
    Path none = folder.resolve("none");
    String run = folder.resolve("run").toString();
    assertEquals(
        2,
        Main.execute(
            "doctor", "--run-dir", run, "--set", "data.set=mnist", "--set", "data.dir=" + none));
    String wrong = printed().lines().filter(line -> line.startsWith("WRONG")).findFirst().get();
    assertTrue(wrong.contains("data") && wrong.contains(none.toString()), wrong);
  }

  @Test
  void unknownCommandIsAUserError() {
    assertEquals(2, Main.execute("cook"));
    assertOneSentenceOnStandardError("cook");
  }

  @Test
  void unknownOptionIsAUserError() {
    assertEquals(2, Main.execute("run", "--fast"));
    assertOneSentenceOnStandardError("--fast");
  }

  @Test
  void unknownKeyIsAUserError() {
    assertEquals(2, Main.execute("config", "--set", "sed=1"));
    assertOneSentence("Unknown key sed (--set); `geovq config` lists the known ones.");
  }

  @Test
  void valueOutOfRangeIsAUserError() {
    assertEquals(2, Main.execute("run", "--set", "graph.k=0"));
    assertOneSentence("graph.k = 0 (--set): expected a whole number from 1 to 7,999.");
  }

  @Test
  void missingConfigurationFileIsAUserError() {
    Path file = folder.resolve("none.conf");
    assertEquals(2, Main.execute("run", "--conf", file.toString()));
    assertOneSentence("Configuration file " + file + " does not exist.");
  }

  @Test
  void unknownStageIsAUserError() {
    assertEquals(2, Main.execute("run", "--until", "cook", "--run-dir", folder.toString()));
    assertOneSentence(
        "There is no stage cook in this run, which has ingest, train-vae, extract-latents, build-graph,"
            + " geodesics, quantize, assign-codes, train-prior, sample, evaluate, report.");
  }

  @Test
  void missingDataIsAUserErrorAndLeavesNoImages() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    Path run = folder.resolve("run");
    assertEquals(2, Main.execute(ingest(run, "data.set=mnist", "data.dir=" + data)));
    assertEquals(1, errors.events.size());
    String message = errors.events.get(0).getMessage().getFormattedMessage();
    assertTrue(message.contains(data.toString()), message);
    assertOneSentence(message);
    assertFalse(Files.exists(run.resolve("images")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "file/below", "nosuch:///place"})
  void runDirectoryThatCannotBeIsAUserError(String place) throws IOException {
    Files.writeString(folder.resolve("file"), "no folder");
    String run = place.contains(":") ? place : folder.resolve(place).toString();
    assertEquals(2, Main.execute("run", "--run-dir", run));
    assertEquals(1, errors.events.size());
    String message = errors.events.get(0).getMessage().getFormattedMessage();
    assertTrue(message.contains(run), message);
    assertOneSentence(message);
  }

  @Test
  void dataThatCannotBeReachedIsAUserError() {
    assertEquals(
        2,
        Main.execute(ingest(folder.resolve("run"), "data.set=mnist", "data.dir=nosuch:///place")));
    String message = errors.events.get(0).getMessage().getFormattedMessage();
    assertTrue(
        message.startsWith("data.dir = nosuch:///place: there is no such file system"), message);
    assertOneSentence(message);
  }

  @Test
  void stageThatReadsWhatIsMissingIsAUserError() {
    assertEquals(2, Main.execute("train-vae", "--run-dir", folder.toString()));
    assertEquals(1, errors.events.size());
    String message = errors.events.get(0).getMessage().getFormattedMessage();
    assertTrue(message.contains("run stage ingest first"), message);
  }

  /** Neither the images nor the log are lost, and a session that is not its own is left alone. */
  @Test
  void ingestWritesImagesAndALog() throws IOException {
    Path run = folder.resolve("run");
    assertEquals(
        0, Main.execute(ingest(run, "data.strokes.train-images=20", "data.validation-images=5")));
    assertTrue(Files.exists(run.resolve("images/_manifest.json")));
    try (Stream<Path> logs = Files.list(run.resolve("logs"))) {
      assertEquals(1, logs.count());
    }
    assertFalse(LocalSpark.get().sparkContext().isStopped());
    assertEquals(List.of(), errors.events);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelp(List<String> command) {
    String[] arguments =
        Stream.concat(command.stream(), Stream.of("--help")).toArray(String[]::new);
    assertEquals(0, Main.execute(arguments));
    assertTrue(printed().startsWith("Usage: geovq"), printed());
    assertTrue(printed().contains("Show this help."), printed());
    assertEquals("", complained());
  }

  static Stream<List<String>> commands() {
    return Stream.concat(
        Stream.of(
            List.<String>of(),
            List.of("run"),
            List.of("ablate"),
            List.of("results"),
            List.of("stages"),
            List.of("config"),
            List.of("version"),
            List.of("doctor"),
            List.of("bench"),
            List.of("bench", "train")),
        Stages.prototypes().stream().map(stage -> List.of(stage.name())));
  }

  @Test
  void nothingToDoShowsTheHelp() {
    assertEquals(0, Main.execute());
    assertTrue(printed().startsWith("Usage: geovq"), printed());
  }

  private static String[] ingest(Path run, String... settings) {
    Stream<String> command =
        Stream.of(
            "run",
            "--until",
            "ingest",
            "--run-dir",
            run.toString(),
            "--set",
            "data.strokes.test-images=10");
    return Stream.concat(command, Stream.of(settings).flatMap(s -> Stream.of("--set", s)))
        .toArray(String[]::new);
  }

  private void assertOneSentence(String message) {
    assertEquals(1, errors.events.size());
    assertEquals(message, errors.events.get(0).getMessage().getFormattedMessage());
    assertNull(errors.events.get(0).getThrown());
    assertFalse(complained().contains("\tat "), complained());
  }

  private void assertOneSentenceOnStandardError(String named) {
    assertEquals(1, complained().lines().count(), complained());
    assertTrue(complained().contains(named), complained());
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private String complained() {
    return complained.toString(StandardCharsets.UTF_8);
  }
}
