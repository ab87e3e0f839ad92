package org.geovq.config;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.geovq.data.CelebA;
import org.geovq.data.ImageShape;
import org.geovq.graph.Metric;

/**
 * All settings, checked. Each record mirrors one block of reference.conf, which documents the keys.
 */
public record Settings(
    long seed,
    String master,
    String runDirectory,
    List<Arm> arms,
    Data data,
    Vae vae,
    VqVae vqvae,
    Graph graph,
    int broadcastLimitMb,
    Codebook codebook,
    Assign assign,
    Finetune finetune,
    Prior prior,
    Sample sample,
    List<Geometry> ablation,
    Fidelity fidelity,
    Sweep sweep,
    Onnx lpips,
    int inferenceBatchSize,
    int mapPoints,
    Compute compute)
    implements Serializable {

  private static final Pattern MASTER =
      Pattern.compile(
          "local(\\[(\\*|[1-9][0-9]*)(, *[1-9][0-9]*)?])?|local-cluster\\[[0-9, ]+]"
              + "|spark://[^:/, ]+:[0-9]+(,[^:/, ]+:[0-9]+)*|yarn|k8s://.+");

  /** data.set */
  public enum DataSet {
    STROKES,
    MNIST,
    CIFAR10,
    CELEBA,
    FOLDER;

    /** The name in the configuration. */
    public String configName() {
      return Keys.name(this);
    }
  }

  /** data.image.colours */
  public enum Colours {
    GREY,
    RGB
  }

  /** Block data.image. */
  public record Image(int crop, int size, Colours colours, Unfit damaged) implements Serializable {}

  /** What becomes of images that cannot be taken: data.image.damaged, data.celeba.unlisted. */
  public enum Unfit {
    ERROR,
    SKIP
  }

  /** Block data.celeba. */
  public record Celeba(Unfit unlisted, List<String> attributes) implements Serializable {}

  /** Block data.folder. */
  public record Folder(double validationShare, double testShare) implements Serializable {}

  /** Block data. */
  public record Data(
      DataSet set,
      String dir,
      int validationImages,
      int strokesTrain,
      int strokesTest,
      Image image,
      Celeba celeba,
      Folder folder,
      int partitions)
      implements Serializable {

    /** The same with no training image held out. */
    public Data withoutValidation() {
      return new Data(set, dir, 0, strokesTrain, strokesTest, image, celeba, folder, partitions);
    }
  }

  /** vae.head */
  public enum Head {
    SPATIAL,
    FLAT
  }

  /** vae.likelihood */
  public enum Likelihood {
    BERNOULLI,
    GAUSSIAN
  }

  /** vae.rate.mode */
  public enum RateMode {
    MATCHED,
    FIXED
  }

  /** vae.residual */
  public enum Residual {
    PREACTIVATED,
    REFERENCE
  }

  /** Block vae.rate. */
  public record Rate(
      RateMode mode, int codes, double beta, double gain, double warmUpShare, double freeNats)
      implements Serializable {}

  /** Block vae. */
  public record Vae(
      Head head,
      int width,
      int blocks,
      Residual residual,
      int latent,
      int pieces,
      Likelihood likelihood,
      boolean mirror,
      Rate rate,
      Training training)
      implements Serializable {}

  /** vqvae.network */
  public enum VqVaeNetwork {
    MATCHED,
    REFERENCE
  }

  /** Block vqvae. */
  public record VqVae(
      VqVaeNetwork network, int dimension, double commitment, double decay, double reviveBelow)
      implements Serializable {}

  /** vae.training.mode and so on */
  public enum TrainingMode {
    SPARK,
    LOCAL
  }

  /** Blocks vae.training, finetune.training, prior.training and fidelity.training. */
  public record Training(
      int epochs,
      int batchSize,
      double learningRate,
      double warmUpShare,
      double finalLearningRateShare,
      double clipNorm,
      double weightDecay,
      int averagingFrequency,
      int patience,
      int workers,
      TrainingMode mode,
      double checkpointIntervalMin)
      implements Serializable {

    /** The same for another number of epochs. */
    public Training withEpochs(int other) {
      return new Training(
          other,
          batchSize,
          learningRate,
          warmUpShare,
          finalLearningRateShare,
          clipNorm,
          weightDecay,
          averagingFrequency,
          patience,
          workers,
          mode,
          checkpointIntervalMin);
    }
  }

  /** graph.length */
  public enum Length {
    METRIC,
    PULLBACK
  }

  /** Block graph. */
  public record Graph(
      int nodes,
      int k,
      Symmetry symmetry,
      Search search,
      Metric metric,
      Length length,
      int lengthPower,
      int landmarks)
      implements Serializable {}

  /** graph.symmetry */
  public enum Symmetry {
    UNION,
    MUTUAL,
    SUM
  }

  /** graph.search */
  public enum Search {
    AUTO,
    EXACT,
    APPROXIMATE
  }

  /** ablation.metrics */
  public enum Geometry {
    POSTERIOR,
    EUCLIDEAN,
    WASSERSTEIN2,
    FISHER_RAO,
    PULLBACK;

    /** The name in the configuration. */
    public String configName() {
      return Keys.name(this);
    }
  }

  /** codebook.decode */
  public enum Decode {
    MEDOID,
    MEAN
  }

  /** Block codebook. */
  public record Codebook(
      int size,
      int costPower,
      int starts,
      int maxRounds,
      TablePlace table,
      int sampleNodes,
      Decode decode)
      implements Serializable {

    /** The same with another cost. */
    public Codebook withCostPower(int power) {
      return new Codebook(size, power, starts, maxRounds, table, sampleNodes, decode);
    }
  }

  /** codebook.table */
  public enum TablePlace {
    AUTO,
    DRIVER,
    EXECUTORS,
    SAMPLE
  }

  /** assign.rule */
  public enum Rule {
    GEODESIC,
    DIRECT,
    EUCLIDEAN,
    AUTO
  }

  /** Block assign. */
  public record Assign(Rule rule, int neighbours, int refineRounds) implements Serializable {}

  /** prior.kinds */
  public enum PriorKind {
    PIXELCNN,
    MASKED_PIXELCNN,
    TRANSFORMER;

    /** The name in the configuration, such as masked-pixelcnn. */
    public String configName() {
      return Keys.name(this);
    }

    /** The name in directories and in metrics.json, such as masked_pixelcnn. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Block prior. */
  public record Prior(
      List<PriorKind> kinds,
      boolean classConditional,
      PixelCnn pixelcnn,
      MaskedPixelCnn maskedPixelcnn,
      Transformer transformer,
      Training training)
      implements Serializable {}

  /** Block finetune. */
  public record Finetune(List<Arm> arms, Training training) implements Serializable {}

  /** Block prior.pixelcnn. */
  public record PixelCnn(int channels, int layers) implements Serializable {}

  /** Block prior.masked-pixelcnn. */
  public record MaskedPixelCnn(int embedding, int channels, int layers) implements Serializable {}

  /** Block prior.transformer. */
  public record Transformer(int width, int heads, int layers) implements Serializable {}

  /** Block sample. */
  public record Sample(
      int images, double temperature, int topK, double topP, List<Double> temperatures)
      implements Serializable {}

  /** Whose features samples are judged by: fidelity.features. */
  public enum Features {
    ONNX,
    CLASSIFIER,
    AUTOENCODER;

    /** The name in files and in metrics.json. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Block fidelity.
   *
   * @param features the file's first where one is given
   * @param maxImages key fidelity.max-images
   * @param kernelBlocks key fidelity.kernel.blocks
   * @param kernelBlockSize key fidelity.kernel.block-size
   * @param width key fidelity.classifier.width
   */
  public record Fidelity(
      boolean enabled,
      List<Features> features,
      int maxImages,
      int kernelBlocks,
      int kernelBlockSize,
      Onnx onnx,
      int width,
      Training training)
      implements Serializable {}

  /** fidelity.onnx.resize */
  public enum Resize {
    BILINEAR,
    TENSORFLOW1
  }

  /**
   * Blocks fidelity.onnx and evaluate.lpips.
   *
   * @param file empty: none
   */
  public record Onnx(
      String file,
      String output,
      int size,
      Resize resize,
      List<Double> mean,
      List<Double> standardDeviation,
      int batchSize)
      implements Serializable {

    public boolean given() {
      return !file.isEmpty();
    }
  }

  /**
   * Block sweep, with evaluate.seeds.
   *
   * @param sizes of codebooks; with codebook.size among them where several seeds are asked for;
   *     empty: no sweep
   * @param seeds of quantization, at least one
   */
  public record Sweep(
      List<Integer> sizes, List<Long> seeds, int vqvaeEpochs, int priorEpochs, int priorImages)
      implements Serializable {}

  /** compute.device */
  public enum Device {
    AUTO,
    CPU,
    GPU
  }

  /**
   * Block compute.
   *
   * @param executorMemoryMb MiB of an executor's process; 0: as Spark has it
   */
  public record Compute(Device device, int executorMemoryMb) implements Serializable {}

  /** Spark would answer with a stack trace. */
  private static String master(Keys keys) {
    String master = keys.text("spark.master");
    if (!MASTER.matcher(master).matches()) {
      throw keys.wrong(
          "spark.master", master, "local[N], local[*], spark://HOST:PORT, yarn or k8s://URL");
    }
    return master;
  }

  private static String directory(Keys keys) {
    String directory = keys.text("run.directory");
    if (directory.isBlank()) {
      throw keys.wrong("run.directory", directory, "a folder");
    }
    Keys.requireNoPattern("run.directory = " + directory, directory);
    return directory;
  }

  /** Hours before the networks would refuse it. */
  private static int imageSide(Keys keys) {
    int side = keys.whole("data.image.size", 8, ImageShape.MAX_SIDE);
    if (side % 4 != 0) {
      throw keys.wrong("data.image.size", side, "a multiple of 4, as the networks halve it twice");
    }
    return side;
  }

  static Settings read(Keys keys) {
    Settings settings =
        new Settings(
            keys.whole("seed"),
            master(keys),
            directory(keys),
            keys.choices("arms", Arm.class, Arm::key),
            data(keys),
            vae(keys),
            new VqVae(
                keys.choice("vqvae.network", VqVaeNetwork.class),
                keys.whole("vqvae.dimension", 1, 4096),
                keys.real("vqvae.commitment", 0, 1000),
                keys.real("vqvae.decay", 0, 1),
                keys.real("vqvae.revive-below", 0, 1)),
            graph(keys),
            keys.whole("geodesics.broadcast-limit-mb", 0, 1_000_000),
            codebook(keys),
            new Assign(
                keys.choice("assign.rule", Rule.class),
                keys.whole("assign.neighbours", 1, 100),
                keys.whole("assign.refine-rounds", 0, 100)),
            new Finetune(
                keys.choicesOrNone("finetune.arms", Arm.class, Arm::key),
                training(keys, "finetune.training")),
            prior(keys),
            sample(keys),
            keys.choicesOrNone("ablation.metrics", Geometry.class, Geometry::configName),
            fidelity(keys),
            sweep(keys),
            lpips(keys),
            keys.whole("inference.batch-size", 1, 65_536),
            keys.whole("report.map-points", 100, 50_000),
            compute(keys));
    settings.check(keys);
    return settings;
  }

  private static Data data(Keys keys) {
    double validationShare = keys.real("data.folder.validation-share", 0, 0.9);
    double testShare = keys.real("data.folder.test-share", 0, 0.9);
    if (validationShare + testShare >= 1) {
      throw keys.wrong(
          "data.folder.test-share",
          testShare,
          "less than 1 together with data.folder.validation-share = " + validationShare);
    }
    return new Data(
        keys.choice("data.set", DataSet.class),
        keys.text("data.dir"),
        keys.whole("data.validation-images", 1, 1_000_000_000),
        keys.whole("data.strokes.train-images", 10, 10_000_000),
        keys.whole("data.strokes.test-images", 10, 10_000_000),
        new Image(
            keys.whole("data.image.crop", 0, ImageShape.MAX_SIDE),
            imageSide(keys),
            keys.choice("data.image.colours", Colours.class),
            keys.choice("data.image.damaged", Unfit.class)),
        new Celeba(
            keys.choice("data.celeba.unlisted", Unfit.class),
            keys.texts("data.celeba.attributes", CelebA.MAX_ATTRIBUTES)),
        new Folder(validationShare, testShare),
        keys.whole("data.partitions", 0, 100_000));
  }

  private static Vae vae(Keys keys) {
    return new Vae(
        keys.choice("vae.head", Head.class),
        keys.whole("vae.width", 4, 1024),
        keys.whole("vae.blocks", 0, 16),
        keys.choice("vae.residual", Residual.class),
        keys.whole("vae.latent", 1, 4096),
        keys.whole("vae.pieces", 1, 4096),
        keys.choice("vae.likelihood", Likelihood.class),
        keys.flag("vae.mirror"),
        new Rate(
            keys.choice("vae.rate.mode", RateMode.class),
            keys.whole("vae.rate.codes", 2, 1 << 20),
            keys.real("vae.rate.beta", 1e-9, 1000),
            keys.real("vae.rate.gain", 0.001, 1),
            keys.real("vae.rate.warm-up-share", 0, 1),
            keys.real("vae.rate.free-nats", 0, 100)),
        training(keys, "vae.training"));
  }

  private static Training training(Keys keys, String block) {
    return new Training(
        keys.whole(block + ".epochs", 1, 100_000),
        keys.whole(block + ".batch-size", 1, 65_536),
        keys.real(block + ".learning-rate", 1e-12, 1),
        keys.real(block + ".warm-up-share", 0, 0.9),
        keys.real(block + ".final-learning-rate-share", 0, 1),
        keys.real(block + ".clip-norm", 0, 1e9),
        keys.real(block + ".weight-decay", 0, 1),
        keys.whole(block + ".averaging-frequency", 1, 100_000),
        keys.whole(block + ".patience", 1, 100_000),
        keys.whole(block + ".workers", 0, 4096),
        keys.choice(block + ".mode", TrainingMode.class),
        keys.real(block + ".checkpoint-interval-min", 0, 100_000));
  }

  private static Graph graph(Keys keys) {
    int nodes = keys.whole("graph.nodes", 10, 50_000_000);
    return new Graph(
        nodes,
        keys.whole("graph.k", 1, nodes - 1),
        keys.choice("graph.symmetry", Symmetry.class),
        keys.choice("graph.search", Search.class),
        keys.choice("graph.metric", Metric.class),
        keys.choice("graph.length", Length.class),
        keys.whole("graph.length-power", 1, 2),
        Math.min(nodes, keys.whole("graph.landmarks", 2, 1_000_000_000)));
  }

  private static Codebook codebook(Keys keys) {
    return new Codebook(
        keys.whole("codebook.size", 2, 1_000_000),
        keys.whole("codebook.cost-power", 1, 2),
        keys.whole("codebook.starts", 1, 1000),
        keys.whole("codebook.max-rounds", 1, 10_000),
        keys.choice("codebook.table", TablePlace.class),
        keys.whole("codebook.sample-nodes", 0, 1_000_000_000),
        keys.choice("codebook.decode", Decode.class));
  }

  private static Prior prior(Keys keys) {
    return new Prior(
        keys.choicesOrNone("prior.kinds", PriorKind.class, PriorKind::configName),
        keys.flag("prior.class-conditional"),
        new PixelCnn(
            keys.whole("prior.pixelcnn.channels", 8, 1024),
            keys.whole("prior.pixelcnn.layers", 1, 64)),
        new MaskedPixelCnn(
            keys.whole("prior.masked-pixelcnn.embedding", 1, 1024),
            keys.whole("prior.masked-pixelcnn.channels", 2, 1024),
            keys.whole("prior.masked-pixelcnn.layers", 1, 64)),
        new Transformer(
            keys.whole("prior.transformer.width", 8, 4096),
            keys.whole("prior.transformer.heads", 1, 64),
            keys.whole("prior.transformer.layers", 1, 64)),
        training(keys, "prior.training"));
  }

  private static Sample sample(Keys keys) {
    return new Sample(
        keys.whole("sample.images", 64, 1_000_000),
        keys.real("sample.temperature", 0.01, 100),
        keys.whole("sample.top-k", 0, 1 << 20),
        keys.real("sample.top-p", 1e-9, 1),
        keys.reals("sample.temperatures", 0.01, 100));
  }

  private static Fidelity fidelity(Keys keys) {
    Onnx onnx = onnx(keys);
    return new Fidelity(
        keys.flag("fidelity.enabled"),
        features(keys, onnx),
        keys.whole("fidelity.max-images", 0, 1_000_000_000),
        keys.whole("fidelity.kernel.blocks", 1, 1000),
        keys.whole("fidelity.kernel.block-size", 2, 10_000),
        onnx,
        keys.whole("fidelity.classifier.width", 1, 1024),
        training(keys, "fidelity.training"));
  }

  private static Onnx onnx(Keys keys) {
    return new Onnx(
        keys.text("fidelity.onnx.file"),
        keys.text("fidelity.onnx.output"),
        keys.whole("fidelity.onnx.size", 0, ImageShape.MAX_SIDE),
        keys.choice("fidelity.onnx.resize", Resize.class),
        channels(keys, "fidelity.onnx.mean", -1000),
        channels(keys, "fidelity.onnx.standard-deviation", 1e-6),
        keys.whole("fidelity.onnx.batch-size", 1, 4096));
  }

  private static List<Double> channels(Keys keys, String key, double least) {
    List<Double> values = keys.reals(key, least, 1000);
    if (values.size() != 1 && values.size() != 3) {
      throw keys.wrong(key, values, "one number, or one for each of three channels");
    }
    return List.copyOf(values);
  }

  /** A file that is named is used. */
  private static List<Features> features(Keys keys, Onnx onnx) {
    String key = "fidelity.features";
    List<Features> features =
        new ArrayList<>(keys.choicesOrNone(key, Features.class, Features::key));
    boolean enabled = keys.flag("fidelity.enabled");
    if (onnx.given() && !enabled) {
      throw keys.wrong("fidelity.onnx.file", onnx.file(), "fidelity.enabled = true with it");
    }
    if (onnx.given()) {
      features.remove(Features.ONNX);
      features.add(0, Features.ONNX);
    } else if (enabled && features.contains(Features.ONNX)) {
      throw keys.wrong(key, "onnx", "a network in fidelity.onnx.file with it");
    }
    if (features.isEmpty() && enabled) {
      throw keys.wrong(
          key,
          "[]",
          "at least one of classifier and autoencoder, or a network in fidelity.onnx.file");
    }
    return List.copyOf(features);
  }

  private static Onnx lpips(Keys keys) {
    return new Onnx(
        keys.text("evaluate.lpips.file"),
        "",
        keys.whole("evaluate.lpips.size", 0, ImageShape.MAX_SIDE),
        Resize.BILINEAR,
        List.of(0.5),
        List.of(0.5),
        keys.whole("evaluate.lpips.batch-size", 1, 4096));
  }

  private static Sweep sweep(Keys keys) {
    List<Integer> sizes =
        new ArrayList<>(
            keys.wholes("sweep.sizes", 2, 1_000_000).stream().map(Math::toIntExact).toList());
    List<Long> seeds = keys.wholes("evaluate.seeds", Long.MIN_VALUE, Long.MAX_VALUE);
    int size = keys.whole("codebook.size", 2, 1_000_000);
    if (!seeds.isEmpty() && !sizes.contains(size)) {
      sizes.add(size);
    }
    return new Sweep(
        List.copyOf(sizes),
        seeds.isEmpty() ? List.of(keys.whole("seed")) : seeds,
        keys.whole("sweep.vqvae-epochs", 1, 100_000),
        keys.whole("sweep.prior-epochs", 0, 100_000),
        keys.whole("sweep.prior-images", 0, 1_000_000_000));
  }

  /** A steered beta leaves no room for another schedule, nor for a floor above its target. */
  private void checkMatched(Keys keys) {
    Rate rate = vae.rate();
    if (rate.warmUpShare() > 0) {
      throw keys.wrong(
          "vae.rate.warm-up-share",
          rate.warmUpShare(),
          "0 with vae.rate.mode = matched, which steers beta from the first round on");
    }
    int codes = vae.head() == Head.FLAT ? vae.pieces() : 1;
    double target = codes * Math.log(rate.codes());
    if (rate.freeNats() * vae.latent() >= target) {
      throw keys.wrong(
          "vae.rate.free-nats",
          rate.freeNats(),
          String.format(
              Locale.ROOT,
              "with vae.rate.mode = matched less than %.4g, as %d latent numbers shall hold %.4g nats together",
              target / vae.latent(),
              vae.latent(),
              target));
    }
  }

  private static Compute compute(Keys keys) {
    int memory = keys.whole("compute.executor-memory-mb", 0, 4_000_000);
    if (memory > 0 && memory < 2048) {
      throw keys.wrong("compute.executor-memory-mb", memory, "0 or at least 2,048");
    }
    return new Compute(keys.choice("compute.device", Device.class), memory);
  }

  private void check(Keys keys) {
    checkArms(keys);
    checkSizes(keys);
    checkLengths(keys);
    int width = prior.transformer().width();
    if (width % prior.transformer().heads() != 0) {
      throw keys.wrong(
          "prior.transformer.heads",
          prior.transformer().heads(),
          "a divisor of prior.transformer.width = " + width);
    }
    if (vae.head() == Head.FLAT && vae.latent() % vae.pieces() != 0) {
      throw keys.wrong("vae.pieces", vae.pieces(), "a divisor of vae.latent = " + vae.latent());
    }
    if (vae.rate().mode() == RateMode.MATCHED) {
      checkMatched(keys);
    }
  }

  private void checkArms(Keys keys) {
    if (arms.stream().noneMatch(Arm::postHoc)) {
      throw keys.wrong(
          "arms",
          arms.stream().map(Arm::key).toList(),
          "at least one arm that quantizes the latents of the VAE");
    }
    if (fidelity.enabled() && prior.kinds().isEmpty()) {
      throw keys.wrong(
          "fidelity.enabled", true, "false with prior.kinds = [], which draws no samples");
    }
    for (Arm arm : finetune.arms()) {
      if (!arms.contains(arm)) {
        throw keys.wrong("finetune.arms", arm.key(), "arms of the run");
      }
    }
  }

  private void checkSizes(Keys keys) {
    if (codebook.size() > graph.landmarks()) {
      throw keys.wrong(
          "codebook.size",
          codebook.size(),
          "at most the number of landmarks, " + graph.landmarks() + " (graph.landmarks)");
    }
    if (codebook.table() != TablePlace.DRIVER
        && codebook.sampleNodes() != 0
        && codebook.sampleNodes() <= Math.min(graph.landmarks(), graph.nodes() - 1)) {
      throw keys.wrong(
          "codebook.sample-nodes",
          codebook.sampleNodes(),
          "0, or more than the landmarks, which are all in the sample: graph.landmarks = "
              + graph.landmarks());
    }
    if (assign.neighbours() > graph.nodes()) {
      throw keys.wrong(
          "assign.neighbours",
          assign.neighbours(),
          "at most the number of nodes, " + graph.nodes() + " (graph.nodes)");
    }
    for (int size : sweep.sizes()) {
      if (size > graph.landmarks()) {
        throw keys.wrong(
            "sweep.sizes",
            size,
            "at most the number of landmarks, " + graph.landmarks() + " (graph.landmarks)");
      }
    }
  }

  private void checkLengths(Keys keys) {
    if (graph.symmetry() == Symmetry.SUM && graph.length() == Length.PULLBACK) {
      throw keys.wrong("graph.symmetry", "sum", "union or mutual with graph.length = pullback");
    }
    if (graph.symmetry() == Symmetry.SUM && ablation.contains(Geometry.PULLBACK)) {
      throw keys.wrong(
          "graph.symmetry", "sum", "union or mutual with pullback in ablation.metrics");
    }
  }
}
