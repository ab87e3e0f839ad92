package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.geovq.config.Arm;
import org.geovq.config.Configuration;
import org.geovq.data.Split;
import org.geovq.run.Pipeline;
import org.geovq.run.RunDirectory;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;

/** A run of all stages that is as small as it can be. */
public final class TinyRun {
  private static final List<String> SETTINGS =
      List.of(
          "data.strokes.train-images=400",
          "data.strokes.test-images=60",
          "data.validation-images=60",
          "vae.width=4",
          "vae.blocks=0",
          "vae.training.epochs=2",
          "vae.training.batch-size=20",
          "vae.training.averaging-frequency=4",
          "vae.rate.codes=16",
          "graph.nodes=400",
          "graph.k=8",
          "graph.landmarks=400",
          "codebook.size=16",
          "prior.pixelcnn.channels=8",
          "prior.pixelcnn.layers=1",
          "prior.training.epochs=1",
          "prior.training.batch-size=20",
          "inference.batch-size=32",
          "report.map-points=500");

  private static Path shared;

  private TinyRun() {}

  /** A finished run on strokes, made once for all tests: to be read and copied, never changed. */
  public static synchronized Path shared() throws Exception {
    if (shared == null) {
      LocalSpark.get();
      Path made = Files.createTempDirectory("tiny-run");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(made)));
      run(made);
      shared = made;
    }
    return shared;
  }

  /** Runs all stages of a run with the tiny settings and others. */
  static void run(Path folder, String... overrides) throws Exception {
    run(folder, Stages.of(context(folder, overrides).settings()), overrides);
  }

  /** Runs the given stages, all that is missing or changed, with the tiny settings and others. */
  static void run(Path folder, List<Stage> stages, String... overrides) throws Exception {
    run(context(folder, overrides), stages);
  }

  /** Runs the given stages, all that is missing or changed. */
  static void run(StageContext context, List<Stage> stages) throws Exception {
    new Pipeline(stages, context).run();
  }

  /** The tiny settings and others, each {@code key=value}. */
  public static List<String> settings(String... overrides) {
    List<String> settings = new ArrayList<>(SETTINGS);
    settings.addAll(List.of(overrides));
    return settings;
  }

  static StageContext context(Path folder, String... overrides) throws IOException {
    return context(folder.toString(), overrides);
  }

  /**
   * A run on any file system.
   *
   * @param directory path or URI
   */
  static StageContext context(String directory, String... overrides) throws IOException {
    List<String> settings = settings(overrides);
    settings.add("run.directory=" + directory);
    var hadoop = LocalSpark.get().sparkContext().hadoopConfiguration();
    return new StageContext(
        Configuration.load(null, settings), LocalSpark.get(), new RunDirectory(directory, hadoop));
  }

  /** The id of each stage's execution, by its output. */
  static Map<String, String> ids(Path folder, String... overrides) throws IOException {
    return ids(context(folder, overrides));
  }

  /** The id of each stage's execution, by its output. */
  static Map<String, String> ids(StageContext context) throws IOException {
    Map<String, String> ids = new LinkedHashMap<>();
    for (Stage stage : Stages.of(context.settings())) {
      ids.put(stage.output(), context.manifest(stage.output()).id());
    }
    return ids;
  }

  /** Asserts that two runs gave every image the same codes. */
  static void assertSameCodes(Path expected, Path actual) throws IOException {
    assertSameCodes(context(expected), context(actual));
  }

  /** Asserts that two runs gave every image the same codes. */
  static void assertSameCodes(StageContext expected, StageContext actual) throws IOException {
    assertSameCodes(expected, actual, Arm.GEODESIC);
  }

  /** Asserts that two runs gave every image the same codes of an arm. */
  static void assertSameCodes(StageContext expected, StageContext actual, Arm arm)
      throws IOException {
    Map<Long, int[]> codes = codes(expected, arm);
    Map<Long, int[]> others = codes(actual, arm);
    assertEquals(codes.keySet(), others.keySet());
    codes.forEach((id, grid) -> assertArrayEquals(grid, others.get(id), "image " + id));
  }

  private static Map<Long, int[]> codes(StageContext run, Arm arm) throws IOException {
    Map<Long, int[]> codes = new TreeMap<>();
    for (Split split : Split.values()) {
      Codes.read(run, arm, split).collect().forEach(grid -> codes.put(grid.id(), grid.codes()));
    }
    return codes;
  }

  public static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
