package org.geovq.stage;

import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.geovq.UserError;
import org.geovq.config.Settings;
import org.geovq.config.Settings.Features;
import org.geovq.data.ImageShape;
import org.geovq.eval.FeatureMeter;
import org.geovq.model.Classifier;
import org.geovq.model.ClassifierMeter;
import org.geovq.model.ImageCodec;
import org.geovq.model.LatentGrid;
import org.geovq.model.TrainedClassifier;
import org.geovq.model.Vae;
import org.geovq.nn.ParameterSet;
import org.geovq.onnx.FeatureNetwork;
import org.geovq.onnx.SharedSessions;
import org.geovq.random.Draw;
import org.geovq.run.StageContext;
import org.geovq.stage.Classification.Picture;

/** What an executor needs to turn images into features. */
abstract class ImageFeatures implements Serializable, AutoCloseable {
  private static final long serialVersionUID = 1;

  private final ImageShape shape;
  private final int batchSize;
  private final int sampleSize;
  private final long seed;

  /**
   * A set of images.
   *
   * @param classes null where the network names none
   */
  record Found(FeatureMeter features, ClassifierMeter classes) implements Serializable {

    Found merge(Found other) {
      return new Found(
          features.merge(other.features), classes == null ? null : classes.merge(other.classes));
    }
  }

  /** A network for one thread. */
  interface Worker {
    /**
     * @param images {@code [n, channels, height, width]} in [0, 1]
     * @param labels one an image
     * @return {@code [n, D]}
     */
    float[] features(float[] images, int[] labels);
  }

  private ImageFeatures(StageContext context) throws IOException {
    Settings settings = context.settings();
    this.shape = Images.shape(context);
    this.batchSize = settings.inferenceBatchSize();
    this.sampleSize =
        Math.multiplyExact(
            settings.fidelity().kernelBlocks(), settings.fidelity().kernelBlockSize());
    this.seed = settings.seed();
  }

  static ImageFeatures of(StageContext context, Features kind) throws IOException {
    return switch (kind) {
      case ONNX -> new OfOnnxFile(context);
      case CLASSIFIER -> new OfClassifier(context);
      case AUTOENCODER -> new OfAutoEncoder(context);
    };
  }

  /** Numbers per feature vector. */
  abstract int dimension();

  /** For the task that calls. */
  abstract Worker worker(ClassifierMeter classes);

  /** Null where the network names no classes. */
  abstract ClassifierMeter classes();

  /** The user's file; null for a network of the run's own. */
  Metrics.OnnxFile file() {
    return null;
  }

  final ImageShape shape() {
    return shape;
  }

  final int batchSize() {
    return batchSize;
  }

  /**
   * All of the pictures; one job. Moments may be tens of megabytes: they meet before the driver.
   */
  final Found measure(JavaRDD<Picture> pictures) {
    return pictures
        .mapPartitions(part -> List.of(measure(part)).iterator())
        .treeReduce(Found::merge, 2);
  }

  private Found measure(Iterator<Picture> pictures) {
    FeatureMeter meter = new FeatureMeter(dimension(), sampleSize);
    ClassifierMeter classes = classes();
    Worker worker = worker(classes);
    while (pictures.hasNext()) {
      List<Picture> batch = Tables.take(pictures, batchSize);
      long[] ranks =
          batch.stream().mapToLong(p -> Draw.hash(seed, "kernel distance", p.id())).toArray();
      int[] labels = batch.stream().mapToInt(Picture::label).toArray();
      meter.add(ranks, worker.features(Classification.planar(shape, batch), labels));
    }
    return new Found(meter, classes);
  }

  @Override
  public abstract void close();

  /**
   * Sees to it that an auto-encoder's latents can be features.
   *
   * @throws UserError if they are too many
   */
  static void requireFew(LatentGrid grid) {
    if (grid.size() > FeatureNetwork.MOST_FEATURES) {
      throw new UserError(
          "fidelity.features: the auto-encoder has %,d numbers an image, whose covariance is a matter of gigabytes; expected at"
              + " most %,d: name classifier or give fidelity.onnx.file instead, or set fidelity.enabled = false.",
          grid.size(), FeatureNetwork.MOST_FEATURES);
    }
  }

  private static final class OfOnnxFile extends ImageFeatures {
    private static final long serialVersionUID = 1;
    private final OnnxNetwork network;
    private final Settings.Onnx settings;
    private final int dimension;
    private final Metrics.OnnxFile file;

    OfOnnxFile(StageContext context) throws IOException {
      super(context);
      settings = context.settings().fidelity().onnx();
      network = OnnxNetwork.send(context, Fidelity.FILE_KEY, settings);
      // On the driver, so that what is wrong is said before there are tasks.
      try (SharedSessions.Lease lease = network.lease()) {
        FeatureNetwork features = features(lease.session());
        dimension = features.dimension();
        file = new Metrics.OnnxFile(network.name(), network.sha256(), words(features));
      }
    }

    private String words(FeatureNetwork features) {
      return "%s (%s), (pixel - %s) / %s"
          .formatted(
              features.words(),
              settings.resize() == Settings.Resize.TENSORFLOW1 ? "as TensorFlow 1" : "bilinear",
              settings.mean(),
              settings.standardDeviation());
    }

    private FeatureNetwork features(org.geovq.onnx.OnnxSession session) {
      return new FeatureNetwork(
          session,
          shape(),
          OnnxNetwork.preparation(settings),
          settings.output(),
          settings.batchSize());
    }

    @Override
    int dimension() {
      return dimension;
    }

    @Override
    Worker worker(ClassifierMeter classes) {
      FeatureNetwork features = features(network.session());
      return (images, labels) -> features.features(images, labels.length);
    }

    @Override
    ClassifierMeter classes() {
      return null;
    }

    @Override
    Metrics.OnnxFile file() {
      return file;
    }

    @Override
    public void close() {
      network.close();
    }
  }

  private static final class OfClassifier extends ImageFeatures {
    private static final long serialVersionUID = 1;
    private final Classifier network;
    private final Broadcast<ParameterSet> parameters;

    OfClassifier(StageContext context) throws IOException {
      super(context);
      Models.Trained<Classifier> trained =
          Models.read(context, TrainClassifier.DIRECTORY, Classifier.class);
      network = trained.network();
      parameters = context.sparkContext().broadcast(trained.parameters());
    }

    @Override
    int dimension() {
      return Classifier.FEATURES;
    }

    @Override
    Worker worker(ClassifierMeter classes) {
      TrainedClassifier classifier =
          Tables.untilTaskEnds(new TrainedClassifier(network, parameters.value(), batchSize()));
      return (images, labels) -> {
        TrainedClassifier.Result found = classifier.classify(images);
        classes.add(found, labels);
        return found.features();
      };
    }

    @Override
    ClassifierMeter classes() {
      return new ClassifierMeter(network.classes());
    }

    @Override
    public void close() {
      parameters.destroy();
    }
  }

  private static final class OfAutoEncoder extends ImageFeatures {
    private static final long serialVersionUID = 1;
    private final Vae network;
    private final Broadcast<ParameterSet> parameters;
    private final int dimension;

    OfAutoEncoder(StageContext context) throws IOException {
      super(context);
      Models.Trained<Vae> trained = Models.read(context, TrainVae.DIRECTORY, Vae.class);
      network = trained.network();
      LatentGrid grid = Models.grid(context, network);
      requireFew(grid);
      dimension = grid.size();
      parameters = context.sparkContext().broadcast(trained.parameters());
    }

    @Override
    int dimension() {
      return dimension;
    }

    @Override
    Worker worker(ClassifierMeter classes) {
      ImageCodec codec =
          Tables.untilTaskEnds(new ImageCodec(network, parameters.value(), batchSize()));
      return (images, labels) -> codec.encode(images)[0];
    }

    @Override
    ClassifierMeter classes() {
      return null;
    }

    @Override
    public void close() {
      parameters.destroy();
    }
  }
}
