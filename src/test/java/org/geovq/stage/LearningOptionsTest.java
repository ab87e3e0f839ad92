package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.geovq.run.Json;
import org.geovq.run.Manifest;
import org.geovq.run.StageContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two epochs of two rounds of four steps with everything switched on that shapes learning. */
class LearningOptionsTest {
  private static final String[] OPTIONS = {
    "arms=[geodesic, vqvae]",
    "vae.mirror=true",
    "vae.rate.mode=fixed",
    "vae.rate.beta=0.5",
    "vae.rate.warm-up-share=0.75",
    "vae.rate.free-nats=0.05",
    "vae.training.warm-up-share=0.5",
    "vae.training.clip-norm=50",
    "vae.training.weight-decay=0.01",
    "vae.training.learning-rate=0.01"
  };

  @TempDir private Path folder;

  private final List<String> jobs = new CopyOnWriteArrayList<>();

  private void train() throws Exception {
    SparkContext spark = LocalSpark.get().sparkContext();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart job) {
            jobs.add(job.properties().getProperty("spark.job.description", "none"));
          }
        };
    spark.addSparkListener(listener);
    TinyRun.run(folder, List.of(new Ingest(), new TrainVae(), vqvae()), OPTIONS);
    spark.listenerBus().waitUntilEmpty();
    spark.removeSparkListener(listener);
  }

  private static TrainVqVae vqvae() {
    return new TrainVqVae(org.geovq.config.Arm.VQVAE);
  }

  @SuppressWarnings("unchecked")
  private List<Map<String, Object>> history(StageContext context, String stage) throws IOException {
    return List.of(
        Json.read(
            context.files(),
            new org.apache.hadoop.fs.Path(context.input(stage), Models.HISTORY),
            Map[].class));
  }

  @Test
  void allTogetherTrainAndCanBeWatched() throws Exception {
    train();
    StageContext context = TinyRun.context(folder, OPTIONS);
    for (String stage : List.of("vae", "vqvae")) {
      List<Map<String, Object>> rows = history(context, stage);
      assertTrue(
          (double) rows.get(1).get("training_loss") < (double) rows.get(0).get("training_loss"),
          rows.toString());
      assertTrue(Double.isFinite((double) rows.get(1).get("loss")), rows.toString());
      // Eight steps of warm-up: the last one has the highest size, 0.01.
      assertEquals(0.01, (double) rows.get(0).get("learning_rate"), 1e-12);
      try (Stream<Path> files = Files.list(folder.resolve("tensorboard/" + stage))) {
        List<String> names = files.map(file -> file.getFileName().toString()).toList();
        assertEquals(1, names.size(), names.toString());
        assertTrue(names.get(0).matches("events\\.out\\.tfevents\\.\\d{10}\\.geovq"), names.get(0));
      }
    }
    betaHasRisen(history(context, "vae"));
    choicesAreInTheManifest(context.manifest("vae"));
    jobsSayWhatTheyAreFor();
  }

  /** After 8 of the 12 steps of its rise, and after 16. */
  private static void betaHasRisen(List<Map<String, Object>> rows) {
    assertEquals(0.5 * 8 / 12, (double) rows.get(0).get("weight"), 1e-12);
    assertEquals(0.5, (double) rows.get(1).get("weight"), 1e-12);
  }

  private static void choicesAreInTheManifest(Manifest manifest) {
    assertEquals("0.75", manifest.configuration().get("vae.rate.warm-up-share"));
    assertEquals("0.05", manifest.configuration().get("vae.rate.free-nats"));
    assertEquals("0.5", manifest.configuration().get("vae.training.warm-up-share"));
    assertEquals("50", manifest.configuration().get("vae.training.clip-norm"));
    assertEquals("0.01", manifest.configuration().get("vae.training.weight-decay"));
  }

  private void jobsSayWhatTheyAreFor() {
    assertTrue(
        jobs.stream().allMatch(job -> job.matches("(ingest|train-vae|train-vqvae)(, .*)?")),
        jobs.toString());
    for (String stage : List.of("train-vae", "train-vqvae")) {
      for (int epoch = 1; epoch <= 2; epoch++) {
        for (String part : List.of("round 1 of 2", "round 2 of 2", "validation")) {
          String job = stage + ", epoch " + epoch + ", " + part;
          assertTrue(jobs.contains(job), job + " is not among " + jobs);
        }
      }
    }
    assertTrue(jobs.stream().noneMatch(job -> job.contains("round 3")), jobs.toString());
  }
}
