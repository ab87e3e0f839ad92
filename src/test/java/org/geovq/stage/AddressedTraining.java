package org.geovq.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.geovq.config.Settings;
import org.geovq.model.Likelihood;
import org.geovq.model.Vae;
import org.geovq.nn.Kernels;
import org.geovq.nn.ParameterSet;
import org.geovq.nn.Pass;
import org.geovq.nn.Shard;
import org.geovq.nn.Trainer;

/**
 * A training of two workers whose tasks note the GPU address that Spark gave them. Its argument is
 * a folder, in which file {@value #NOTES} then has a line for every time that a task asked for the
 * size of its shard, such as "1 0": the executor and the address.
 */
final class AddressedTraining {
  static final String NOTES = "addresses";
  private static final Vae VAE = new Vae(1, 8, 8, 4, 0, Vae.Head.SPATIAL, 2, Likelihood.BERNOULLI);

  private AddressedTraining() {}

  /** Dark pictures. Its size is asked for by the tasks that train. */
  private record Noting(String notes) implements Shard {
    private static final long serialVersionUID = 1;

    @Override
    public int size() {
      String address = TaskContext.get().resources().apply("gpu").addresses()[0];
      String line = SparkEnv.get().executorId() + " " + address + "\n";
      try {
        Files.writeString(
            Path.of(notes), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return 24;
    }

    @Override
    public void fill(
        int row, Pass pass, float[] input, int inputAt, float[] conditions, int conditionsAt) {}
  }

  public static void main(String[] arguments) throws IOException {
    String kernels = Kernels.choose();
    try (SparkSession spark =
        SparkSession.builder()
            .config("spark.executor.extraJavaOptions", "-D" + Kernels.PROPERTY + "=" + kernels)
            .getOrCreate()) {
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      Shard shard = new Noting(Path.of(arguments[0], NOTES).toString());
      trainer(arguments[0]).train(context, context.parallelize(List.of(shard, shard), 2));
    }
  }

  private static Trainer trainer(String folder) throws IOException {
    return new Trainer(
        "vae.training",
        VAE,
        new Settings.Training(2, 4, .01, 0, .1, 0, 0, 2, 2, 2, Settings.TrainingMode.SPARK, 0),
        1,
        new Trainer.Steered(.5, ParameterSet.initial(VAE, 1)),
        (parameters, pass) -> Map.of("loss", 1.0),
        Trainer.Steering.NONE,
        new Trainer.Place(
            FileSystem.getLocal(new Configuration()),
            new org.apache.hadoop.fs.Path(folder, "checkpoints"),
            new org.apache.hadoop.fs.Path(folder, "events")));
  }
}
