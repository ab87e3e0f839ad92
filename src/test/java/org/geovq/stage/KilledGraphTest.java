package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.geovq.config.Arm;
import org.geovq.run.Json;
import org.geovq.run.StageContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A driver that died while it wrote the graph: build-graph goes on in the same folder, where the
 * table or the finished tasks of its writing are still there.
 */
class KilledGraphTest {
  @TempDir private Path folder;

  @Test
  void whatWasWrittenBeforeIsNotInTheTableTwice() throws Exception {
    Path run = folder.resolve("run");
    for (String output : List.of(Images.DIRECTORY, TrainVae.DIRECTORY, Latents.DIRECTORY)) {
      TinyRun.copy(TinyRun.shared().resolve(output), run.resolve(output));
    }
    Path graph = TinyRun.shared().resolve(GraphTable.DIRECTORY);
    Path partial = run.resolve(".graph.partial");
    TinyRun.copy(graph, partial);
    Files.delete(partial.resolve("_manifest.json"));
    // Spark's name for the output of a task that is done, of a job that is not.
    TinyRun.copy(graph, Files.createDirectories(partial.resolve("_temporary/0")).resolve("task_1"));
    StageContext context = TinyRun.context(run);
    String fingerprint = TinyRun.context(TinyRun.shared()).manifest("graph").fingerprint();
    var mark = new org.apache.hadoop.fs.Path(partial.toString(), "begun.json");
    Json.write(context.files(), mark, Map.of("fingerprint", fingerprint, "seconds", 0.0));
    TinyRun.run(run, PartitionsTest.GRAPH_TO_CODES);
    var table = context.spark().read().option("pathGlobFilter", "*.parquet");
    assertEquals(400, table.parquet(run.resolve("graph").toString()).count());
    assertEquals(16, Quantize.read(context, Arm.GEODESIC).size());
    TinyRun.assertSameCodes(TinyRun.shared(), run);
  }
}
