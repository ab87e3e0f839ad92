package org.geovq.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.geovq.UserError;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stage's directory where directories are neither renamed nor removed in one step: the process
 * dies before each single step, and what is then said to be done is whole.
 */
class CommitTest {
  private static final List<String> NAMES = List.of("a", "b/c", "z");

  private final Stage stage = new Nothing();
  private FileByFile files;
  private RunDirectory directory;

  @BeforeEach
  void open(@TempDir java.nio.file.Path folder) throws IOException {
    files = FileByFile.open();
    directory = new RunDirectory(files, new Path(folder.toString()));
  }

  @Test
  void aStageThatDiedAtAnyStepIsNotDoneOrWhole() throws IOException {
    int deaths = 0;
    boolean again = true;
    while (again) {
      files.dieAfter(deaths);
      again = dies("first");
      files.revive();
      assertNothingOrWhole("first");
      execute("second");
      assertWhole("second");
      assertEquals(List.of("done"), names(directory.root()));
      files.delete(directory.root(), true);
      deaths++;
    }
    assertTrue(deaths > 10, "steps: " + deaths);
  }

  /** Spark would read exp1 where the working directory is exp[1]. */
  @Test
  void aDirectoryBelowAPatternIsRefused() {
    UserError error =
        assertThrows(
            UserError.class,
            () -> new RunDirectory(files, new Path(directory.root(), "exp[1]/runs/a")));
    assertEquals(
        "run directory %s/exp[1]/runs/a: expected a path without any of [ ] { } * ? and backslash."
            .formatted(directory.root()),
        error.getMessage());
  }

  @Test
  void aStageDoneAgainDiesBetweenItsFormerResultAndTheNewOne() throws IOException {
    int deaths = 0;
    boolean again = true;
    while (again) {
      execute("former");
      files.dieAfter(deaths);
      again = dies("new");
      files.revive();
      assertNothingOrWhole("former", "new");
      execute("last");
      assertWhole("last");
      deaths++;
    }
    assertTrue(deaths > 15, "steps: " + deaths);
  }

  private boolean dies(String content) {
    try {
      execute(content);
      return false;
    } catch (IOException e) {
      assertEquals("the process died", e.getMessage());
      return true;
    }
  }

  /** Writes three files with that content and says so in the manifest. */
  private void execute(String content) throws IOException {
    Path partial = directory.begin(stage, content).partial();
    for (String name : NAMES) {
      try (var out = files.create(new Path(partial, name), true)) {
        out.write(content.getBytes(StandardCharsets.UTF_8));
      }
    }
    directory.commit(
        stage, new Manifest("s", content, "", Map.of(), Map.of(), Map.of(), Map.of(), 1, ""));
  }

  private void assertNothingOrWhole(String... allowed) throws IOException {
    Optional<Manifest> manifest = directory.manifest("done");
    if (manifest.isPresent()) {
      String found = manifest.get().id();
      assertTrue(List.of(allowed).contains(found), found);
      assertContents(found);
    }
  }

  private void assertWhole(String expected) throws IOException {
    assertEquals(expected, directory.manifest("done").orElseThrow().id());
    assertContents(expected);
    assertEquals(List.of("_manifest.json", "a", "b", "z"), names(directory.of("done")));
  }

  private void assertContents(String expected) throws IOException {
    for (String name : NAMES) {
      try (var in = files.open(new Path(directory.of("done"), name))) {
        assertEquals(expected, new String(in.readAllBytes(), StandardCharsets.UTF_8), name);
      }
    }
  }

  private List<String> names(Path folder) throws IOException {
    return Arrays.stream(files.listStatus(folder))
        .map(FileStatus::getPath)
        .map(Path::getName)
        .sorted()
        .toList();
  }

  /** A stage by name only. */
  private static final class Nothing implements Stage {
    @Override
    public String name() {
      return "nothing";
    }

    @Override
    public String output() {
      return "done";
    }

    @Override
    public List<String> inputs() {
      return List.of();
    }

    @Override
    public List<String> settings() {
      return List.of();
    }

    @Override
    public String about() {
      return "does nothing";
    }

    @Override
    public void run(StageContext context) {
      throw new UnsupportedOperationException();
    }
  }
}
