package org.geovq.stage;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.geovq.config.Settings;
import org.geovq.data.Split;
import org.geovq.model.CodeLikelihood;
import org.geovq.model.CodeShard;
import org.geovq.model.GatedPixelCnn;
import org.geovq.nn.ParameterSet;
import org.geovq.nn.Trainer;
import org.geovq.run.Manifest;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import org.geovq.stage.Codes.CodeGrid;

/** Stage train-prior: a gated PixelCNN over the code grids. */
public final class TrainPrior implements Stage {
  static final String DIRECTORY = "prior/geodesic";

  @Override
  public String name() {
    return "train-prior";
  }

  @Override
  public String output() {
    return DIRECTORY;
  }

  @Override
  public List<String> inputs() {
    return List.of(Codes.GEODESIC, Latents.DIRECTORY, Quantize.DIRECTORY);
  }

  @Override
  public List<String> settings() {
    return List.of("seed", "prior");
  }

  @Override
  public String about() {
    return "trains the autoregressive prior over the codes";
  }

  @Override
  public boolean resumable() {
    return true;
  }

  @Override
  public void run(StageContext context) throws IOException {
    Settings.Prior settings = context.settings().prior();
    Manifest latents = context.manifest(Latents.DIRECTORY);
    GatedPixelCnn network =
        new GatedPixelCnn(
            (int) context.manifest(Quantize.DIRECTORY).count("size"),
            (int) latents.count("grid_rows"),
            (int) latents.count("grid_columns"),
            settings.channels(),
            settings.layers(),
            0);
    int workers = Shards.workers(context, settings.training().workers());
    JavaRDD<CodeShard> training = shards(context, Split.TRAIN, workers);
    JavaRDD<CodeShard> validation = shards(context, Split.VALIDATION, workers);
    Path checkpoints = new Path(context.output(), "checkpoints");
    Trainer trainer =
        new Trainer(
            "prior.training",
            network,
            settings.training(),
            context.settings().seed(),
            1,
            (parameters, pass) -> figures(context, network, validation, parameters),
            (weight, parameters) -> weight,
            context.files(),
            checkpoints);
    Trainer.Result result = trainer.train(context.sparkContext(), training);
    Models.write(context, network, result);
    context.files().delete(checkpoints, true);
    training.unpersist();
    validation.unpersist();
    context.count("parameters", network.parameterCount());
    context.count("workers", workers);
    context.count("epochs", result.history().size());
    context.count("best_epoch", result.bestEpoch());
  }

  private static JavaRDD<CodeShard> shards(StageContext context, Split split, int workers) {
    return Shards.deal(
        Codes.read(context, Codes.GEODESIC, split),
        workers,
        CodeGrid::id,
        part ->
            CodeShard.of(
                0,
                part.stream().mapToLong(CodeGrid::id).toArray(),
                part.stream().map(CodeGrid::codes).toList(),
                part.stream().mapToInt(CodeGrid::label).toArray()));
  }

  private static Map<String, Double> figures(
      StageContext context,
      GatedPixelCnn network,
      JavaRDD<CodeShard> validation,
      ParameterSet parameters) {
    Broadcast<ParameterSet> shared = context.sparkContext().broadcast(parameters);
    int batchSize = context.settings().inferenceBatchSize();
    double[] sums =
        validation
            .map(
                shard -> {
                  try (CodeLikelihood likelihood =
                      new CodeLikelihood(network, shared.value(), batchSize)) {
                    double[] nats = likelihood.nats(shard.grids(), shard.labels());
                    return new double[] {Arrays.stream(nats).sum(), nats.length};
                  }
                })
            .reduce((a, b) -> new double[] {a[0] + b[0], a[1] + b[1]});
    shared.destroy();
    return Map.of("loss", sums[0] / sums[1]);
  }
}
