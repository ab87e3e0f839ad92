package org.geovq.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.geovq.UserError;
import org.geovq.config.Arm;
import org.geovq.config.Settings;
import org.geovq.config.Settings.Features;
import org.geovq.config.Settings.PriorKind;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.eval.FrechetDistance;
import org.geovq.eval.KernelDistance;
import org.geovq.eval.NearestImage;
import org.geovq.model.ClassifierMeter;
import org.geovq.onnx.FeatureNetwork;
import org.geovq.onnx.OnnxModel;
import org.geovq.onnx.OnnxSession;
import org.geovq.run.JobProgress;
import org.geovq.run.Json;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import org.geovq.stage.Codes.CodeGrid;
import org.geovq.stage.ImageFeatures.Found;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stage fidelity: how far the samples of every prior and the images from every arm's codes are from
 * the test images, as networks see both, and which training images the first of them are nearest
 * to.
 */
public final class Fidelity implements Stage {
  static final String DIRECTORY = "fidelity";
  static final String FILE_KEY = "fidelity.onnx.file";
  private static final Logger LOG = LoggerFactory.getLogger(Fidelity.class);

  /** Samples of each prior whose nearest training image is looked for. */
  private static final int SHOWN = 16;

  /** With fewer, a Fréchet distance is mostly the noise of the covariance. */
  private static final int ENOUGH = 10_000;

  private final List<Features> features;
  private final List<Arm> arms;
  private final List<PriorKind> kinds;

  Fidelity(List<Features> features, List<Arm> arms, List<PriorKind> kinds) {
    this.features = features;
    this.arms = arms;
    this.kinds = kinds;
  }

  /**
   * The training image that looks most like a sample.
   *
   * @param sample index
   * @param image id
   * @param distance Euclidean, of pixels in [0, 1]; 0 for the same image
   */
  record Nearest(long sample, long image, double distance) {}

  /** What one network found. */
  record Judgement(Metrics.FeatureFidelity distances, Metrics.Classes classes) {}

  @Override
  public String name() {
    return "fidelity";
  }

  @Override
  public String output() {
    return DIRECTORY;
  }

  @Override
  public List<String> inputs() {
    List<String> inputs = new ArrayList<>(List.of(Images.DIRECTORY));
    if (features.contains(Features.CLASSIFIER)) {
      inputs.add(TrainClassifier.DIRECTORY);
    }
    if (features.contains(Features.AUTOENCODER)) {
      inputs.add(TrainVae.DIRECTORY);
    }
    for (Arm arm : arms) {
      inputs.add(Codes.directory(arm));
      inputs.addAll(Codebooks.inputs(arm));
      kinds.forEach(kind -> inputs.add(Samples.directory(arm, kind)));
    }
    return inputs.stream().distinct().toList();
  }

  @Override
  public List<String> settings() {
    return List.of(
        "seed",
        "sample.images",
        "codebook.decode",
        "fidelity.features",
        "fidelity.max-images",
        "fidelity.kernel",
        "fidelity.onnx.output",
        "fidelity.onnx.size",
        "fidelity.onnx.resize",
        "fidelity.onnx.mean",
        "fidelity.onnx.standard-deviation");
  }

  @Override
  public String about() {
    return "measures how far samples are from test images, as networks see both";
  }

  @Override
  public Map<String, String> sources(StageContext context) throws IOException {
    Settings.Onnx onnx = context.settings().fidelity().onnx();
    Map<String, String> sources = new TreeMap<>();
    // Told apart from what was once measured on test images.
    sources.put("reconstructions", "of the floor's training images");
    if (onnx.given()) {
      sources.put("onnx", OnnxNetwork.read(context, FILE_KEY, onnx).sha256());
    }
    return sources;
  }

  /** Nothing is known of a user's network; hours may lie before it is needed. */
  @Override
  public void check(StageContext context) throws IOException {
    Settings.Onnx onnx = context.settings().fidelity().onnx();
    if (onnx.given()) {
      OnnxModel model = OnnxNetwork.read(context, FILE_KEY, onnx);
      try (OnnxSession session = OnnxSession.open(model, 1)) {
        FeatureNetwork.check(session, OnnxNetwork.preparation(onnx), onnx.output());
      }
    }
  }

  /** What was killed goes on with the next network. */
  @Override
  public boolean resumable() {
    return true;
  }

  @Override
  public void run(StageContext context) throws IOException {
    for (Features kind : features) {
      Path file = file(context.output(), kind);
      if (!context.files().exists(file)) {
        try (ImageFeatures network = ImageFeatures.of(context, kind)) {
          Json.write(context.files(), file, judge(context, kind, network));
        }
      }
      context.count(
          kind.key() + "_frechet_floor",
          Json.read(context.files(), file, Judgement.class).distances().floor().frechet());
    }
    writeNearest(context);
  }

  static Metrics.Fidelity read(StageContext context) throws IOException {
    Map<String, Metrics.FeatureFidelity> distances = new LinkedHashMap<>();
    Metrics.Classes classes = null;
    for (Features kind : context.settings().fidelity().features()) {
      Path file = file(context.input(DIRECTORY), kind);
      Judgement found = Json.read(context.files(), file, Judgement.class);
      distances.put(kind.key(), found.distances());
      classes = found.classes() == null ? classes : found.classes();
    }
    return new Metrics.Fidelity(distances, classes);
  }

  private static Path file(Path directory, Features kind) {
    return new Path(directory, kind.key() + ".json");
  }

  /** The training image nearest to each of the first samples of a prior, in the samples' order. */
  static List<Nearest> nearest(StageContext context, Arm arm, PriorKind kind) throws IOException {
    Path file = nearestFile(context.input(DIRECTORY), arm, kind);
    return List.of(Json.read(context.files(), file, Nearest[].class));
  }

  private static Path nearestFile(Path directory, Arm arm, PriorKind kind) {
    return new Path(directory, "nearest/" + arm.key() + "/" + kind.key() + ".json");
  }

  private Judgement judge(StageContext context, Features kind, ImageFeatures network)
      throws IOException {
    String words = FidelitySection.words(kind);
    Settings settings = context.settings();
    Found test = images(context, network, words, Split.TEST, settings.fidelity().maxImages());
    // As many as there are samples: the fewer images, the larger a Fréchet distance.
    Found training = images(context, network, words, Split.TRAIN, settings.sample().images());
    Metrics.Distance floor = distance(context, training, test);
    log(words, "training images, which is the floor", floor);
    Map<String, Metrics.Distance> reconstructions = new LinkedHashMap<>();
    Map<String, Map<String, Metrics.Distance>> distances = new LinkedHashMap<>();
    Map<String, Map<String, Metrics.SampleClasses>> classes = new LinkedHashMap<>();
    for (Arm arm : arms) {
      Metrics.Distance decoded = distance(context, decoded(context, network, words, arm), test);
      log(words, "training images from codes of " + arm.key(), decoded);
      reconstructions.put(arm.key(), decoded);
      for (PriorKind prior : kinds) {
        String name = arm.key() + " " + prior.configName();
        Found found = samples(context, network, words + ", " + name, arm, prior);
        Metrics.Distance distance = distance(context, found, test);
        log(words, name, distance);
        warnOfFew(name, distance);
        put(distances, arm, prior, distance);
        if (found.classes() != null) {
          put(classes, arm, prior, classes(found.classes(), test.classes()));
        }
      }
    }
    return new Judgement(
        new Metrics.FeatureFidelity(
            network.file(),
            network.dimension(),
            test.features().images(),
            floor,
            reconstructions,
            distances),
        test.classes() == null ? null : classes(test.classes(), classes));
  }

  private static <T> void put(Map<String, Map<String, T>> map, Arm arm, PriorKind kind, T value) {
    map.computeIfAbsent(arm.key(), key -> new LinkedHashMap<>()).put(kind.key(), value);
  }

  private static Metrics.Classes classes(
      ClassifierMeter test, Map<String, Map<String, Metrics.SampleClasses>> samples) {
    return new Metrics.Classes(
        test.accuracy(), test.classes().shares(), test.classes().meanConfidence(), samples);
  }

  private static Metrics.SampleClasses classes(ClassifierMeter found, ClassifierMeter test) {
    return new Metrics.SampleClasses(
        found.classes().shares(),
        found.classes().totalVariation(test.classes().shares()),
        found.classes().meanConfidence());
  }

  private static Images.Some some(StageContext context, Split split, int wanted)
      throws IOException {
    return Images.Some.of(context, split, wanted, "image of fidelity");
  }

  private static Found images(
      StageContext context, ImageFeatures network, String words, Split split, int wanted)
      throws IOException {
    Images.Some some = some(context, split, wanted);
    return measure(
        context,
        network,
        words + ", " + split.configName() + " images",
        Classification.labelled(Images.read(context, split).filter(image -> some.has(image.id()))));
  }

  /** The training images that are the floor, from their codes. */
  private static Found decoded(StageContext context, ImageFeatures network, String words, Arm arm)
      throws IOException {
    Images.Some some = some(context, Split.TRAIN, context.settings().sample().images());
    JavaRDD<CodeGrid> grids =
        Codes.read(context, arm, Split.TRAIN).filter(grid -> some.has(grid.id()));
    try (Decoding decoding = Decoding.of(context, arm, context.settings().codebook().decode())) {
      return measure(
          context,
          network,
          words + ", training images from codes of " + arm.key(),
          Classification.decoded(grids, decoding));
    }
  }

  private static Found samples(
      StageContext context, ImageFeatures network, String name, Arm arm, PriorKind kind)
      throws IOException {
    JavaRDD<Samples.Sample> samples =
        Samples.read(context, Samples.directory(arm, kind), Samples.PRIOR);
    return measure(context, network, name, Classification.unlabelled(samples));
  }

  private static Found measure(
      StageContext context,
      ImageFeatures network,
      String name,
      JavaRDD<Classification.Picture> pictures) {
    return JobProgress.during(context, "fidelity: " + name, () -> network.measure(pictures));
  }

  private static Metrics.Distance distance(StageContext context, Found images, Found test) {
    long fewest = Math.min(images.features().images(), test.features().images());
    if (fewest < 2) {
      throw new UserError(
          "fidelity.enabled = true: a Fréchet distance needs at least 2 images of each kind, not %d.",
          fewest);
    }
    Settings.Fidelity settings = context.settings().fidelity();
    int size = (int) Math.min(settings.kernelBlockSize(), fewest);
    int blocks = (int) Math.min(settings.kernelBlocks(), fewest / size);
    return new Metrics.Distance(
        images.features().images(),
        FrechetDistance.between(images.features().moments(), test.features().moments()),
        KernelDistance.between(images.features().sample(), test.features().sample(), blocks, size),
        size);
  }

  private static void log(String words, String name, Metrics.Distance distance) {
    LOG.info(
        "fidelity: {}: {} images, Fréchet distance ({}) {}, kernel distance {}",
        name,
        distance.images(),
        words,
        String.format("%.4g", distance.frechet()),
        String.format("%.4g", distance.kernel().mean()));
  }

  private static void warnOfFew(String name, Metrics.Distance distance) {
    if (distance.images() < ENOUGH) {
      LOG.warn(
          "fidelity: {}: {} images, fewer than {}: their Fréchet distance is biased upwards (sample.images)",
          name,
          distance.images(),
          ENOUGH);
    }
  }

  /** One pass over the training images for the samples of all priors. */
  private void writeNearest(StageContext context) throws IOException {
    Map<Path, List<Samples.Sample>> shown = new LinkedHashMap<>();
    for (Arm arm : arms) {
      for (PriorKind kind : kinds) {
        shown.put(
            nearestFile(context.output(), arm, kind),
            Samples.read(context, Samples.directory(arm, kind), Samples.PRIOR, SHOWN));
      }
    }
    Iterator<NearestImage.Match> matches = matches(context, shown.values()).iterator();
    for (Map.Entry<Path, List<Samples.Sample>> file : shown.entrySet()) {
      List<Nearest> nearest =
          file.getValue().stream().map(sample -> nearest(sample, matches.next())).toList();
      Json.write(context.files(), file.getKey(), nearest);
    }
  }

  private static List<NearestImage.Match> matches(
      StageContext context, Collection<List<Samples.Sample>> shown) throws IOException {
    byte[][] pixels =
        shown.stream().flatMap(List::stream).map(Samples.Sample::pixels).toArray(byte[][]::new);
    Broadcast<byte[][]> queries = context.sparkContext().broadcast(pixels);
    JavaRDD<LabelledImage> images = Images.read(context, Split.TRAIN);
    NearestImage nearest =
        JobProgress.during(
            context,
            "fidelity: nearest training images",
            () ->
                images
                    .mapPartitions(
                        part -> {
                          NearestImage search = new NearestImage(queries.value());
                          part.forEachRemaining(image -> search.add(image.id(), image.pixels()));
                          return List.of(search).iterator();
                        })
                    .reduce(NearestImage::merge));
    queries.destroy();
    return List.of(nearest.matches());
  }

  private static Nearest nearest(Samples.Sample sample, NearestImage.Match match) {
    return new Nearest(sample.index(), match.id(), Math.sqrt(match.squaredDistance()) / 255);
  }
}
