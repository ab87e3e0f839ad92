package org.geovq.stage;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.geovq.config.Arm;
import org.geovq.config.Settings;
import org.geovq.data.ImageShape;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.model.CodebookCare;
import org.geovq.model.ImageCodec;
import org.geovq.model.ImageShard;
import org.geovq.model.VqVae;
import org.geovq.model.VqVaeMeter;
import org.geovq.nn.ParameterSet;
import org.geovq.nn.Trainer;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;

/** Stage train-vqvae: the end-to-end VQ-VAE that post-hoc codes are compared with. */
public final class TrainVqVae implements Stage {
  private static final int PROBE_IMAGES = 512;

  /** Vectors for each code to be started from. */
  private static final int PROBES_PER_CODE = 4;

  private final Arm arm;

  /**
   * @param arm one of the two that are trained end to end
   */
  TrainVqVae(Arm arm) {
    this.arm = arm;
  }

  @Override
  public String name() {
    return "train-vqvae";
  }

  @Override
  public String output() {
    return directory(arm);
  }

  /** Where an arm's network is. */
  static String directory(Arm arm) {
    return arm.key();
  }

  @Override
  public List<String> inputs() {
    return List.of(Images.DIRECTORY);
  }

  @Override
  public List<String> settings() {
    return List.of(
        "seed",
        "codebook.size",
        "vae.width",
        "vae.blocks",
        "vae.residual",
        "vae.likelihood",
        "vae.mirror",
        "vae.training",
        "vqvae");
  }

  @Override
  public String about() {
    return "trains the end-to-end VQ-VAE";
  }

  @Override
  public boolean resumable() {
    return true;
  }

  @Override
  public void run(StageContext context) throws IOException {
    Settings settings = context.settings();
    int size = settings.codebook().size();
    VqVae network = Models.vqvae(settings, Images.shape(context), arm, size);
    Trainer.Result result =
        train(
            context,
            network,
            ParameterSet.initial(network, settings.seed()),
            network.codebook() == VqVae.Learning.EMA,
            settings.vae().training(),
            Models.place(context));
    Models.finish(context, network, result, Shards.workers(context, settings.vae().training()));
  }

  /**
   * Trains a network on the training images; the validation images say which epoch is the best.
   *
   * @param start parameters to start from
   * @param fitted whether their codebook is replaced by k-means on what they encode to, as one of
   *     moving averages has to be
   * @param place where the checkpoints are left behind
   */
  static Trainer.Result train(
      StageContext context,
      VqVae network,
      ParameterSet start,
      boolean fitted,
      Settings.Training training,
      Trainer.Place place)
      throws IOException {
    ImageShape shape = Images.shape(context);
    int workers = Shards.workers(context, training);
    JavaRDD<ImageShard> images =
        shards(
            Images.read(context, Split.TRAIN), workers, shape, context.settings().vae().mirror());
    JavaRDD<ImageShard> validation =
        shards(Images.read(context, Split.VALIDATION), Shards.slots(context), shape, false);
    CodebookCare care = care(context, network);
    Trainer trainer =
        new Trainer(
            "vae.training",
            network,
            training,
            context.settings().seed(),
            new Trainer.Steered(1, fitted ? care.started(start) : start),
            (parameters, pass) -> {
              Map<String, Double> figures = figures(context, network, validation, parameters);
              figures.put("revived", (double) care.takeRevived());
              return figures;
            },
            network.codebook() == VqVae.Learning.EMA ? care : Trainer.Steering.NONE,
            place);
    Trainer.Result result = trainer.train(context.sparkContext(), images);
    images.unpersist();
    validation.unpersist();
    return result;
  }

  private static CodebookCare care(StageContext context, VqVae network) throws IOException {
    int wanted = PROBES_PER_CODE * network.codes() / network.grid().positions() + 1;
    List<LabelledImage> probe =
        Images.read(context, Split.TRAIN).takeOrdered(Math.max(PROBE_IMAGES, wanted), Images.BY_ID);
    return new CodebookCare(
        network,
        ImageShard.of(Images.shape(context), 0, probe),
        context.settings().inferenceBatchSize(),
        context.settings().vqvae().reviveBelow(),
        context.settings().seed());
  }

  private static Map<String, Double> figures(
      StageContext context,
      VqVae network,
      JavaRDD<ImageShard> validation,
      ParameterSet parameters) {
    Broadcast<ParameterSet> shared = context.sparkContext().broadcast(parameters);
    int chunk = context.settings().inferenceBatchSize();
    VqVaeMeter meter =
        validation
            .map(
                shard -> {
                  try (ImageCodec codec = new ImageCodec(network, shared.value(), chunk)) {
                    return new VqVaeMeter(network, network.codebook(shared.value()))
                        .add(codec, shard, chunk);
                  }
                })
            .reduce(VqVaeMeter::merge);
    shared.destroy();
    return meter.figures();
  }

  private static JavaRDD<ImageShard> shards(
      JavaRDD<LabelledImage> images, int workers, ImageShape shape, boolean mirrored) {
    return Shards.deal(
        images,
        workers,
        LabelledImage::id,
        part -> ImageShard.of(shape, 0, part).mirrored(mirrored));
  }
}
