package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.geovq.UserError;
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

  /** Hours lie between the first training and the last. */
  @Test
  void everyTrainingOfARunHasABatchForEachWorker() throws Exception {
    assertEquals(
        "prior.training.batch-size = 20: the smallest of 20 workers has only 17 examples.",
        refusal("prior.training.workers=20"));
    assertEquals(
        "finetune.training.batch-size = 400: the smallest of 1 workers has only 340 examples.",
        refusal(
            "finetune.arms=[geodesic]",
            "finetune.training.mode=local",
            "finetune.training.batch-size=400"));
    assertEquals(
        "prior.training.batch-size = 20: the smallest of 2 workers has only 15 examples.",
        refusal("prior.training.workers=2", "sweep.sizes=[8]", "sweep.prior-images=30"));
    Shards.requireBatches(TinyRun.context(folder), 340, 784);
    Shards.requireBatches(
        TinyRun.context(folder, "prior.kinds=[]", "prior.training.workers=20"), 340, 784);
  }

  /** Its workers are as many as there were, and no setting could make them so. */
  @Test
  void aTrainingThatHasBegunIsNotAsked() throws Exception {
    assertEquals(
        "vae.training.batch-size = 400: the smallest of 1 workers has only 340 examples.",
        refusal("vae.training.mode=local", "vae.training.batch-size=400"));
    Files.createDirectories(folder.resolve(".vae.partial"));
    Shards.requireBatches(
        TinyRun.context(folder, "vae.training.mode=local", "vae.training.batch-size=400"),
        340,
        784);
  }

  @Test
  void imagesThatNoWorkerCanHoldAreRefusedAtOnce() {
    UserError error =
        assertThrows(
            UserError.class,
            () ->
                Shards.requireBatches(
                    TinyRun.context(folder, "vae.training.workers=2"), 400_000, 64 * 64 * 3));
    assertTrue(
        error
            .getMessage()
            .startsWith("vae.training: 2.3 GiB of images for each of 2 workers are more"),
        error::getMessage);
  }

  private String refusal(String... settings) {
    return assertThrows(
            UserError.class,
            () -> Shards.requireBatches(TinyRun.context(folder, settings), 340, 784))
        .getMessage();
  }

  /** Images are read once; before that their files have to be there. */
  @Test
  void aRunWithImagesAndNoGraphNeedsTheFilesNoMore() throws Exception {
    Path run = folder.resolve("images");
    TinyRun.copy(TinyRun.shared().resolve(Images.DIRECTORY), run.resolve(Images.DIRECTORY));
    String[] gone = {"data.set=mnist", "data.dir=" + folder.resolve("gone")};
    new BuildGraph().check(TinyRun.context(run, gone));
    StageContext empty = TinyRun.context(folder.resolve("empty"), gone);
    assertThrows(UserError.class, () -> new BuildGraph().check(empty));
  }
}
