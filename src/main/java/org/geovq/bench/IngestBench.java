package org.geovq.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.SparkSession;
import org.geovq.data.Split;
import org.geovq.run.Manifest;
import org.geovq.run.Pipeline;
import org.geovq.run.RunDirectory;
import org.geovq.run.StageContext;
import org.geovq.stage.Ingest;

/**
 * Times stage ingest on a data set: opening, decoding, cutting, resizing and writing the table. The
 * first of two passes warms the machine up and is not counted.
 */
public final class IngestBench {
  private IngestBench() {}

  /**
   * What was measured.
   *
   * @param images of all splits
   * @param seconds of the stage
   * @param peakHeapMb see {@link PeakHeap}
   */
  public record Result(
      String bench,
      String set,
      String data,
      String master,
      long images,
      double seconds,
      double imagesPerS,
      long peakHeapMb) {}

  /**
   * Runs the benchmark.
   *
   * @param set key data.set
   * @param data key data.dir
   * @param settings others, each {@code key=value}
   * @throws org.geovq.UserError as the stage does
   */
  public static Result run(SparkSession spark, String set, String data, List<String> settings) {
    try {
      return inFolder(spark, set, data, settings);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Result inFolder(SparkSession spark, String set, String data, List<String> settings)
      throws Exception {
    Path folder = Files.createTempDirectory("bench-ingest");
    try {
      List<String> all = new ArrayList<>(settings);
      all.addAll(List.of("data.set=" + set, "data.dir=" + data, "run.directory=" + folder));
      var hadoop = spark.sparkContext().hadoopConfiguration();
      StageContext context =
          new StageContext(
              org.geovq.config.Configuration.load(null, all),
              spark,
              new RunDirectory(folder.toString(), hadoop));
      ingest(context);
      Manifest manifest = ingest(context);
      long images = 0;
      for (Split split : Split.values()) {
        images += manifest.count(split.configName());
      }
      double seconds = manifest.seconds();
      return new Result(
          "ingest",
          set,
          data,
          spark.sparkContext().master(),
          images,
          seconds,
          images / seconds,
          PeakHeap.megabytes());
    } finally {
      FileSystem.getLocal(new Configuration())
          .delete(new org.apache.hadoop.fs.Path(folder.toString()), true);
    }
  }

  private static Manifest ingest(StageContext context) throws Exception {
    Ingest stage = new Ingest();
    new Pipeline(List.of(stage), context).run(stage.name(), stage.name(), List.of(stage.name()));
    return context.manifest(stage.output());
  }
}
