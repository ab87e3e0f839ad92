package org.geovq.stage;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.geovq.UserError;
import org.geovq.config.Arm;
import org.geovq.config.Settings;
import org.geovq.config.Settings.PriorKind;
import org.geovq.data.Split;
import org.geovq.model.CodeLikelihood;
import org.geovq.model.CodeShard;
import org.geovq.model.Prior;
import org.geovq.nn.ParameterSet;
import org.geovq.nn.Trainer;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import org.geovq.stage.Codes.CodeGrid;

/** Stage train-prior: an autoregressive prior of one kind over the code grids of one arm. */
public final class TrainPrior implements Stage {
  private final Arm arm;
  private final PriorKind kind;

  TrainPrior(Arm arm, PriorKind kind) {
    this.arm = arm;
    this.kind = kind;
  }

  /** Where the prior of a kind over an arm's codes is. */
  static String directory(Arm arm, PriorKind kind) {
    return "prior/" + arm.key() + "/" + kind.key();
  }

  @Override
  public String name() {
    return "train-prior";
  }

  @Override
  public String output() {
    return directory(arm, kind);
  }

  @Override
  public List<String> inputs() {
    return List.of(Codes.directory(arm));
  }

  @Override
  public List<String> settings() {
    return List.of(
        "seed", "prior.class-conditional", "prior.training", "prior." + kind.configName());
  }

  @Override
  public String about() {
    return "trains the autoregressive prior over the codes";
  }

  @Override
  public boolean resumable() {
    return true;
  }

  /** Hours lie before it asks for labels. */
  @Override
  public void check(StageContext context) {
    Settings settings = context.settings();
    if (settings.prior().classConditional()
        && settings.data().set() == Settings.DataSet.CELEBA
        && settings.data().celeba().attributes().isEmpty()) {
      throw new UserError(
          "prior.class-conditional = true: faces have no labels without data.celeba.attributes.");
    }
  }

  @Override
  public void run(StageContext context) throws IOException {
    Settings.Prior settings = context.settings().prior();
    Prior network = Models.prior(settings, kind, Codes.form(context, arm), classes(context, arm));
    Trainer.Result result =
        train(
            context,
            network,
            Codes.read(context, arm, Split.TRAIN),
            Codes.read(context, arm, Split.VALIDATION),
            settings.training(),
            Models.place(context));
    Models.finish(context, network, result, Shards.workers(context, settings.training()));
  }

  /**
   * Trains a prior.
   *
   * @param heldOut codes that say which epoch is the best
   * @param place where the checkpoints are left behind
   */
  static Trainer.Result train(
      StageContext context,
      Prior network,
      JavaRDD<CodeGrid> codes,
      JavaRDD<CodeGrid> heldOut,
      Settings.Training settings,
      Trainer.Place place)
      throws IOException {
    int workers = Shards.workers(context, settings);
    JavaRDD<CodeShard> training = shards(codes, workers, network.classes());
    JavaRDD<CodeShard> validation = shards(heldOut, Shards.slots(context), network.classes());
    Trainer trainer =
        new Trainer(
            "prior.training",
            network,
            settings,
            context.settings().seed(),
            new Trainer.Steered(1, ParameterSet.initial(network, context.settings().seed())),
            (parameters, pass) -> figures(context, network, validation, parameters),
            Trainer.Steering.NONE,
            place);
    Trainer.Result result = trainer.train(context.sparkContext(), training);
    training.unpersist();
    validation.unpersist();
    return result;
  }

  /**
   * All labels are 0 up to this less one; 0 if priors are not told labels. Those that no training
   * image has count too: other images have them.
   *
   * @param arm any, as all have the same images
   */
  static int classes(StageContext context, Arm arm) throws IOException {
    if (!context.settings().prior().classConditional()) {
      return 0;
    }
    int most = 0;
    for (Split split : Split.values()) {
      int classes = Images.classes(Codes.read(context, arm, split).map(CodeGrid::label));
      if (classes == 0) {
        throw new UserError("prior.class-conditional = true: there are images without a label.");
      }
      most = Math.max(most, classes);
    }
    return most;
  }

  private static JavaRDD<CodeShard> shards(JavaRDD<CodeGrid> codes, int workers, int classes) {
    return Shards.deal(
        codes,
        workers,
        CodeGrid::id,
        part ->
            CodeShard.of(
                classes,
                part.stream().mapToLong(CodeGrid::id).toArray(),
                part.stream().map(CodeGrid::codes).toList(),
                part.stream().mapToInt(CodeGrid::label).toArray()));
  }

  /** Of an image, in the epoch that the network is from. */
  static double validationNats(StageContext context, Arm arm, PriorKind kind) throws IOException {
    String directory = directory(arm, kind);
    int epoch = context.manifest(directory).size("best_epoch", Integer.MAX_VALUE);
    return History.read(context, directory).figure(epoch, "loss");
  }

  private static Map<String, Double> figures(
      StageContext context, Prior network, JavaRDD<CodeShard> validation, ParameterSet parameters) {
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
