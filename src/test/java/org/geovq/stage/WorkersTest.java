package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.geovq.run.Json;
import org.geovq.run.StageContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkersTest {
  @TempDir private Path folder;

  /** On a cluster a driver that comes back does not find all executors there yet. */
  @Test
  void aTrainingGoesOnWithAsManyWorkersAsItBeganWith() throws Exception {
    Path run = folder.resolve("run");
    Path shared = TinyRun.shared();
    TinyRun.copy(shared.resolve(Images.DIRECTORY), run.resolve(Images.DIRECTORY));
    StageContext context = TinyRun.context(run);
    var partial = new org.apache.hadoop.fs.Path(run.toString(), ".vae.partial");
    String fingerprint = TinyRun.context(shared).manifest(TrainVae.DIRECTORY).fingerprint();
    Json.write(
        context.files(),
        new org.apache.hadoop.fs.Path(partial, "begun.json"),
        Map.of("fingerprint", fingerprint, "seconds", 0.0));
    Json.write(context.files(), new org.apache.hadoop.fs.Path(partial, "workers.json"), 3);
    TinyRun.run(run, List.of(new Ingest(), new TrainVae()));
    assertEquals(3, context.manifest(TrainVae.DIRECTORY).count("workers"));
  }
}
