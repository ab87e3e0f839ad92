package org.geovq.stage;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.geovq.config.Settings;
import org.geovq.data.ImageShape;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.model.FreeBits;
import org.geovq.model.ImageCodec;
import org.geovq.model.ImageShard;
import org.geovq.model.MatchedRate;
import org.geovq.model.RisingRate;
import org.geovq.model.Vae;
import org.geovq.model.VaeMeter;
import org.geovq.nn.ParameterSet;
import org.geovq.nn.Pass;
import org.geovq.nn.Trainer;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stage train-vae: the continuous auto-encoder whose latents are quantized later. */
public final class TrainVae implements Stage {
  static final String DIRECTORY = "vae";
  private static final Logger LOG = LoggerFactory.getLogger(TrainVae.class);
  private static final int PROBE_IMAGES = 256;

  /** The KL sways about its target by a few per cent. */
  private static final double RATE_TOLERANCE = 1.05;

  @Override
  public String name() {
    return "train-vae";
  }

  @Override
  public String output() {
    return DIRECTORY;
  }

  @Override
  public List<String> inputs() {
    return List.of(Images.DIRECTORY);
  }

  @Override
  public List<String> settings() {
    return List.of("seed", "vae");
  }

  @Override
  public String about() {
    return "trains the variational auto-encoder";
  }

  @Override
  public boolean resumable() {
    return true;
  }

  @Override
  public void run(StageContext context) throws IOException {
    ImageShape shape = Images.shape(context);
    Settings.Vae settings = context.settings().vae();
    Vae vae = Models.vae(settings, shape);
    int workers = Shards.workers(context, settings.training());
    boolean mirrored = settings.mirror();
    JavaRDD<ImageShard> training =
        shards(Images.read(context, Split.TRAIN), workers, shape, vae, mirrored);
    JavaRDD<ImageShard> validation =
        shards(Images.read(context, Split.VALIDATION), Shards.slots(context), shape, vae, false);
    mismatch(context.settings()).ifPresent(LOG::warn);
    Settings.Rate rate = settings.rate();
    double target = Models.grid(context, vae).positions() * Math.log(rate.codes());
    if (rate.mode() == Settings.RateMode.MATCHED) {
      context.count("target_kl_nats_per_image", target);
    }
    Trainer trainer =
        new Trainer(
            "vae.training",
            rate.freeNats() > 0 ? new FreeBits(vae, rate.freeNats()) : vae,
            settings.training(),
            context.settings().seed(),
            new Trainer.Steered(
                rate.warmUpShare() > 0 ? 0 : rate.beta(),
                ParameterSet.initial(vae, context.settings().seed())),
            (parameters, pass) -> figures(context, vae, validation, parameters, pass, target),
            steering(context, vae, shape, target),
            Models.place(context));
    Trainer.Result result = trainer.train(context.sparkContext(), training);
    Models.finish(context, vae, result, workers);
    training.unpersist();
    validation.unpersist();
  }

  /**
   * Says that latents are given another rate than the codes can carry: within a factor of two codes
   * nothing is lost (docs/ablations.md).
   *
   * @return one sentence; empty where it is near enough, or not steered
   */
  public static Optional<String> mismatch(Settings settings) {
    Settings.Rate rate = settings.vae().rate();
    double ratio = Math.abs(Math.log((double) rate.codes() / settings.codebook().size()));
    if (rate.mode() == Settings.RateMode.FIXED || ratio <= Math.log(2)) {
      return Optional.empty();
    }
    return Optional.of(
        Print.format(
            "vae.rate.codes = %,d, but codebook.size = %,d: the latents are given %.1f nats a position, of which a code can carry %.1f.",
            rate.codes(),
            settings.codebook().size(),
            Math.log(rate.codes()),
            Math.log(settings.codebook().size())));
  }

  /** Weight of the KL divergence in the epoch that the network is from. */
  static double beta(StageContext context) throws IOException {
    int epoch = context.manifest(DIRECTORY).size("best_epoch", Integer.MAX_VALUE);
    return History.read(context, DIRECTORY).figure(epoch, "weight");
  }

  private static Trainer.Steering steering(
      StageContext context, Vae vae, ImageShape shape, double target) throws IOException {
    Settings.Rate rate = context.settings().vae().rate();
    if (rate.mode() == Settings.RateMode.FIXED) {
      return rate.warmUpShare() > 0
          ? new RisingRate(rate.beta(), rate.warmUpShare())
          : Trainer.Steering.NONE;
    }
    List<LabelledImage> probe =
        Images.read(context, Split.TRAIN).takeOrdered(PROBE_IMAGES, Images.BY_ID);
    ImageShard packed = ImageShard.of(shape, vae.latentSize(), probe);
    return new MatchedRate(
        vae, packed, context.settings().inferenceBatchSize(), target, rate.gain());
  }

  /** Held-out figures of the network, and the loss by which epochs are compared. */
  private static Map<String, Double> figures(
      StageContext context,
      Vae vae,
      JavaRDD<ImageShard> validation,
      ParameterSet parameters,
      Pass pass,
      double target) {
    Broadcast<ParameterSet> shared = context.sparkContext().broadcast(parameters);
    int chunk = context.settings().inferenceBatchSize();
    VaeMeter meter =
        validation
            .map(
                shard -> {
                  try (ImageCodec codec = new ImageCodec(vae, shared.value(), chunk)) {
                    return new VaeMeter(vae).add(codec, shard, pass, chunk);
                  }
                })
            .reduce(VaeMeter::merge);
    shared.destroy();
    Map<String, Double> figures = new LinkedHashMap<>();
    Map<String, Double> measured = meter.figures();
    double charge = charge(context.settings().vae().rate(), meter, measured.get("kl"), target);
    figures.put("loss", measured.get("reconstruction") + charge);
    figures.putAll(measured);
    return figures;
  }

  /**
   * What the loss adds for the KL. At a fixed rate that is what training minimises once beta has
   * risen. At a matched rate beta moves all the time, so that such a sum cannot be compared between
   * epochs: there nothing is charged up to the target, and what is above it in full.
   */
  private static double charge(Settings.Rate rate, VaeMeter meter, double kl, double target) {
    return rate.mode() == Settings.RateMode.MATCHED
        ? Math.max(0, kl - RATE_TOLERANCE * target)
        : rate.beta() * meter.charged(rate.freeNats());
  }

  private static JavaRDD<ImageShard> shards(
      JavaRDD<LabelledImage> images, int workers, ImageShape shape, Vae vae, boolean mirrored) {
    int latentSize = vae.latentSize();
    return Shards.deal(
        images,
        workers,
        LabelledImage::id,
        part -> ImageShard.of(shape, latentSize, part).mirrored(mirrored));
  }
}
