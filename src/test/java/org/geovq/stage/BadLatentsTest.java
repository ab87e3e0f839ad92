package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.api.java.JavaRDD;
import org.geovq.UserError;
import org.geovq.config.Arm;
import org.geovq.data.Split;
import org.geovq.run.StageContext;
import org.geovq.stage.Latents.Latent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Latents and sets that no codebook can be made of are told in one sentence; duplicates are fine.
 */
class BadLatentsTest {
  @TempDir private Path folder;

  @Test
  void aNodeThatIsNoNumberIsNamedByItsImage() throws Exception {
    String message =
        failure(latent -> latent.split() == Split.TRAIN ? broken(latent, Float.NaN) : latent);
    assertTrue(
        message.matches("latents/, image \\d+: row 1 has mean NaN .* expected a .*"), message);
  }

  /** No node comes from a test image: it is the assignment that meets it. */
  @Test
  void aTestImagesInfiniteVectorIsNamedToo() throws Exception {
    String message =
        failure(
            latent ->
                latent.split() == Split.TEST ? broken(latent, Float.POSITIVE_INFINITY) : latent);
    assertTrue(message.matches("latents/, image \\d+: row 1 has mean Infinity .*"), message);
    assertTrue(Files.exists(folder.resolve("run/codebook/geodesic/_manifest.json")));
    assertFalse(Files.exists(folder.resolve("run/codes/geodesic")));
  }

  /** Five places for 400 nodes and 16 codes: as many codes as places are used. */
  @Test
  void duplicatesShareCodes() throws Exception {
    Path run = copy(latent -> on(latent, latent.id() % 5));
    TinyRun.run(run, PartitionsTest.GRAPH_TO_CODES);
    StageContext context = TinyRun.context(run);
    assertEquals(16, Quantize.read(context, Arm.GEODESIC).size());
    long used =
        Codes.read(context, Arm.GEODESIC, Split.TRAIN).collect().stream()
            .flatMapToInt(grid -> Arrays.stream(grid.codes()))
            .distinct()
            .count();
    assertEquals(5, used);
  }

  @Test
  void aSetWithoutTestImagesIsRefused() throws Exception {
    for (String part : List.of("train", "t10k")) {
      int count = part.equals("train") ? 4 : 0;
      ByteBuffer images = ByteBuffer.allocate(16 + count * 64);
      images.putInt(0x803).putInt(count).putInt(8).putInt(8);
      Files.write(folder.resolve(part + "-images-idx3-ubyte"), images.array());
      ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
      Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels.array());
    }
    UserError error =
        assertThrows(
            UserError.class,
            () ->
                TinyRun.run(
                    folder.resolve("run"),
                    List.of(new Ingest()),
                    "data.set=mnist",
                    "data.validation-images=1",
                    "data.dir=" + folder));
    assertTrue(
        error.getMessage().contains("t10k-images-idx3-ubyte announces 0 records: expected 1 to"),
        error.getMessage());
  }

  private static Latent broken(Latent latent, float value) {
    float[] mu = latent.mu().clone();
    mu[3] = value;
    return new Latent(latent.id(), latent.split(), latent.label(), mu, latent.logVariance());
  }

  private static Latent on(Latent latent, long place) {
    float[] mu = latent.mu().clone();
    Arrays.fill(mu, place);
    return new Latent(latent.id(), latent.split(), latent.label(), mu, new float[mu.length]);
  }

  private String failure(UnaryOperator<Latent> change) throws Exception {
    Path run = copy(change);
    Exception error =
        assertThrows(Exception.class, () -> TinyRun.run(run, PartitionsTest.GRAPH_TO_CODES));
    Throwable cause = error;
    while (!(cause instanceof UserError)) {
      cause = cause.getCause();
    }
    return cause.getMessage();
  }

  /** A run whose latents are there, changed. */
  private Path copy(UnaryOperator<Latent> change) throws Exception {
    Path run = folder.resolve("run");
    for (String output : List.of(Images.DIRECTORY, TrainVae.DIRECTORY, Latents.DIRECTORY)) {
      TinyRun.copy(TinyRun.shared().resolve(output), run.resolve(output));
    }
    StageContext context = TinyRun.context(run);
    List<Latent> latents = Latents.read(context).collect().stream().map(change).toList();
    // Its list of files too: they are others now.
    try (var files =
        Files.newDirectoryStream(run.resolve(Latents.DIRECTORY), "{*.parquet,_files.json}")) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    JavaRDD<Latent> changed = context.sparkContext().parallelize(latents, 2);
    Tables.append(
        context.spark(),
        changed.map(Latent::row),
        Latents.SCHEMA,
        new org.apache.hadoop.fs.Path(run.toString(), Latents.DIRECTORY));
    return run;
  }
}
