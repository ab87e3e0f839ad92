package org.geovq.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.geovq.config.Arm;
import org.geovq.config.Settings;
import org.geovq.data.ImageShape;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.model.AutoEncoder;
import org.geovq.model.CodedImageShard;
import org.geovq.model.CodedImageShard.CodedImage;
import org.geovq.model.DecoderTuning;
import org.geovq.model.ImageCodec;
import org.geovq.model.LatentGrid;
import org.geovq.nn.ParameterSet;
import org.geovq.nn.Trainer;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import scala.Tuple2;

/** Stage finetune-decoder: the decoder trained further on what the codes of an arm stand for. */
public final class FinetuneDecoder implements Stage {
  private final Arm arm;

  FinetuneDecoder(Arm arm) {
    this.arm = arm;
  }

  /** Where the network with an arm's own decoder is. */
  static String directory(Arm arm) {
    return "finetuned/" + arm.key();
  }

  @Override
  public String name() {
    return "finetune-decoder";
  }

  @Override
  public String output() {
    return directory(arm);
  }

  @Override
  public List<String> inputs() {
    List<String> inputs = new ArrayList<>(List.of(Images.DIRECTORY, Codes.directory(arm)));
    inputs.addAll(Codebooks.inputs(arm));
    return inputs;
  }

  @Override
  public List<String> settings() {
    return List.of("seed", "finetune.training", "codebook.decode");
  }

  @Override
  public String about() {
    return "trains the decoder further on what codes stand for, the encoder frozen";
  }

  @Override
  public boolean resumable() {
    return true;
  }

  @Override
  public void run(StageContext context) throws IOException {
    Settings.Training settings = context.settings().finetune().training();
    Codebooks.Source source =
        Codebooks.source(context, arm, context.settings().codebook().decode());
    Models.Trained<? extends AutoEncoder> whole = source.trained();
    DecoderTuning network = new DecoderTuning(whole.network());
    int workers = Shards.workers(context, settings);
    JavaRDD<CodedImageShard> training = shards(context, source, Split.TRAIN, workers);
    JavaRDD<CodedImageShard> validation =
        shards(context, source, Split.VALIDATION, Shards.slots(context));
    Trainer trainer =
        new Trainer(
            "finetune.training",
            network,
            settings,
            context.settings().seed(),
            new Trainer.Steered(1, network.decoder(whole.parameters())),
            (decoder, pass) ->
                Map.of(
                    "loss",
                    loss(
                        context,
                        whole.network(),
                        validation,
                        network.with(whole.parameters(), decoder))),
            Trainer.Steering.NONE,
            Models.place(context));
    Trainer.Result result = trainer.train(context.sparkContext(), training);
    double before = loss(context, whole.network(), validation, whole.parameters());
    Object after = result.history().get(result.bestEpoch() - 1).get("loss");
    boolean better = ((Number) after).doubleValue() < before;
    context.count("loss_before", before);
    Models.finish(
        context,
        whole.network(),
        new Trainer.Result(
            better ? network.with(whole.parameters(), result.best()) : whole.parameters(),
            network.with(whole.parameters(), result.last()),
            better ? result.bestEpoch() : 0,
            result.history()),
        workers);
    training.unpersist();
    validation.unpersist();
  }

  /** What an arm's codes decode from, and its own decoder. */
  static Codebooks.Source source(StageContext context, Arm arm, Settings.Decode decode)
      throws IOException {
    Codebooks.Source source = Codebooks.source(context, arm, decode);
    Class<? extends AutoEncoder> type = source.trained().network().getClass();
    return new Codebooks.Source(
        Models.read(context, directory(arm), type), source.grid(), source.vectors());
  }

  private JavaRDD<CodedImageShard> shards(
      StageContext context, Codebooks.Source source, Split split, int workers) throws IOException {
    ImageShape shape = Images.shape(context);
    LatentGrid grid = source.grid();
    float[] vectors = source.vectors();
    JavaPairRDD<Long, LabelledImage> images =
        Images.read(context, split).mapToPair(image -> new Tuple2<>(image.id(), image));
    JavaRDD<CodedImage> coded =
        Codes.read(context, arm, split)
            .mapToPair(codes -> new Tuple2<>(codes.id(), codes.codes()))
            .join(images)
            .values()
            .map(pair -> new CodedImage(pair._2(), pair._1()));
    return Shards.deal(
        coded,
        workers,
        one -> one.image().id(),
        part -> CodedImageShard.of(shape, grid, vectors, part));
  }

  /** Held-out loss of an image. */
  private static double loss(
      StageContext context,
      AutoEncoder whole,
      JavaRDD<CodedImageShard> validation,
      ParameterSet tuned) {
    Broadcast<ParameterSet> shared = context.sparkContext().broadcast(tuned);
    int chunk = context.settings().inferenceBatchSize();
    double[] sums =
        validation
            .map(
                shard -> {
                  try (ImageCodec codec = new ImageCodec(whole, shared.value(), chunk)) {
                    return new double[] {shard.loss(whole, codec, chunk), shard.size()};
                  }
                })
            .reduce((a, b) -> new double[] {a[0] + b[0], a[1] + b[1]});
    shared.destroy();
    return sums[0] / sums[1];
  }
}
