package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;

/** The tiny run, all stages to the report, on a file system, against the one on the local disk. */
final class StorageRun {
  private StorageRun() {}

  /**
   * Runs all stages, asserts that codes and figures are those of the local run, and that a second
   * start finds all done.
   *
   * @param directory URI of a run directory
   */
  static void assertSameAsOnDisk(String directory, String... settings) throws Exception {
    StageContext local = TinyRun.context(TinyRun.shared());
    StageContext there = TinyRun.context(directory, settings);
    List<Stage> stages = Stages.of(there.settings());
    TinyRun.run(there, stages);
    TinyRun.assertSameCodes(local, there);
    assertEquals(figures(local), figures(there));
    assertReport(there);
    Map<String, String> done = TinyRun.ids(there);
    TinyRun.run(TinyRun.context(directory, settings), stages);
    assertEquals(done, TinyRun.ids(there));
  }

  /** All that evaluate has measured, but for times. */
  private static JsonNode figures(StageContext run) throws IOException {
    ObjectNode document =
        (ObjectNode)
            new ObjectMapper().readTree(bytes(run, new Path(run.input("metrics"), "metrics.json")));
    document.remove("seconds");
    return document;
  }

  private static void assertReport(StageContext run) throws IOException {
    String page =
        new String(bytes(run, new Path(run.input("report"), "index.html")), StandardCharsets.UTF_8);
    assertFalse(page.isBlank());
    assertEquals("</html>", page.strip().substring(page.strip().length() - 7));
  }

  private static byte[] bytes(StageContext run, Path file) throws IOException {
    try (InputStream in = run.files().open(file)) {
      return in.readAllBytes();
    }
  }
}
