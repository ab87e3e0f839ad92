package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.geovq.config.Arm;
import org.geovq.data.LabelledImage;
import org.geovq.run.Manifest;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results do not depend on how the data is cut up. */
class PartitionsTest {
  private static final int[] PARTITIONS = {1, 3, 8};
  static final List<Stage> GRAPH_TO_CODES =
      List.of(
          new BuildGraph(),
          new Geodesics(),
          new Quantize(Arm.GEODESIC),
          new AssignCodes(Arm.GEODESIC));

  @TempDir private Path folder;

  @Test
  void imagesAreTheSame() throws Exception {
    Map<Long, LabelledImage> expected = images(TinyRun.context(TinyRun.shared()));
    for (int partitions : PARTITIONS) {
      Path run = folder.resolve("images-" + partitions);
      String setting = "data.partitions=" + partitions;
      TinyRun.run(run, List.of(new Ingest()), setting);
      StageContext context = TinyRun.context(run, setting);
      Map<Long, LabelledImage> images = images(context);
      assertEquals(expected.keySet(), images.keySet());
      images.forEach(
          (id, image) -> {
            assertEquals(expected.get(id).split(), image.split());
            assertEquals(expected.get(id).label(), image.label());
            assertArrayEquals(expected.get(id).pixels(), image.pixels());
          });
    }
  }

  @Test
  void codesOfTheSameLatentsAreTheSame() throws Exception {
    for (int partitions : PARTITIONS) {
      Path run = folder.resolve("codes-" + partitions);
      String setting = "data.partitions=" + partitions;
      copyWithLatentsIn(partitions, run);
      TinyRun.run(run, GRAPH_TO_CODES, setting);
      TinyRun.assertSameCodes(TinyRun.shared(), run);
    }
  }

  /** Refined, they are other codes, of images that come nearer to the originals. */
  @Test
  void refinedCodesOfTheSameLatentsAreTheSame() throws Exception {
    Path first = null;
    for (int partitions : PARTITIONS) {
      Path run = folder.resolve("refined-" + partitions);
      copyWithLatentsIn(partitions, run);
      TinyRun.run(run, GRAPH_TO_CODES, "assign.refine-rounds=1");
      Manifest codes = TinyRun.context(run).manifest(Codes.directory(Arm.GEODESIC));
      String rule = codes.counts().get("rule").toString();
      assertTrue(error(codes, "refined") < error(codes, rule), codes.counts().toString());
      first = first == null ? run : first;
      TinyRun.assertSameCodes(first, run);
    }
  }

  private static double error(Manifest codes, String how) {
    return ((Number) codes.counts().get(Codes.error(how))).doubleValue();
  }

  /** The same rows in as many files and in another order. */
  private static void copyWithLatentsIn(int partitions, Path run) throws Exception {
    Path shared = TinyRun.shared();
    for (String output : List.of(Images.DIRECTORY, TrainVae.DIRECTORY)) {
      TinyRun.copy(shared.resolve(output), run.resolve(output));
    }
    StageContext from = TinyRun.context(shared);
    StageContext to = TinyRun.context(run);
    Tables.append(
        to.spark(),
        Latents.read(from).repartition(partitions).map(Latents.Latent::row),
        Latents.SCHEMA,
        to.input(Latents.DIRECTORY));
    Path manifest = Path.of(Latents.DIRECTORY, "_manifest.json");
    Files.copy(shared.resolve(manifest), run.resolve(manifest));
    try (Stream<Path> files = Files.list(run.resolve(Latents.DIRECTORY))) {
      assertEquals(partitions, files.filter(f -> f.toString().endsWith(".parquet")).count());
    }
  }

  private static Map<Long, LabelledImage> images(StageContext context) throws Exception {
    Map<Long, LabelledImage> images = new TreeMap<>();
    Images.read(context).collect().forEach(image -> images.put(image.id(), image));
    return images;
  }
}
