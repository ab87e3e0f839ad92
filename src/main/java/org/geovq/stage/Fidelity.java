package org.geovq.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.geovq.UserError;
import org.geovq.config.Arm;
import org.geovq.config.Settings.PriorKind;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.eval.FrechetDistance;
import org.geovq.eval.NearestImage;
import org.geovq.model.Classifier;
import org.geovq.model.ClassifierMeter;
import org.geovq.run.JobProgress;
import org.geovq.run.Json;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stage fidelity: how far the samples of every prior are from the test images, as the classifier
 * sees both, and which training images the first of them are nearest to.
 */
public final class Fidelity implements Stage {
  static final String DIRECTORY = "fidelity";
  private static final Logger LOG = LoggerFactory.getLogger(Fidelity.class);
  private static final String FILE = "fidelity.json";

  /** Samples of each prior whose nearest training image is looked for. */
  private static final int SHOWN = 16;

  /** With fewer, a Fréchet distance is mostly the noise of the covariance. */
  private static final int ENOUGH = 10_000;

  private final List<Arm> arms;
  private final List<PriorKind> kinds;

  Fidelity(List<Arm> arms, List<PriorKind> kinds) {
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
    List<String> inputs = new ArrayList<>(List.of(Images.DIRECTORY, TrainClassifier.DIRECTORY));
    arms.forEach(arm -> kinds.forEach(kind -> inputs.add(Samples.directory(arm, kind))));
    return inputs;
  }

  @Override
  public List<String> settings() {
    return List.of();
  }

  @Override
  public String about() {
    return "measures how far samples are from test images, as a classifier sees both";
  }

  @Override
  public void run(StageContext context) throws IOException {
    Models.Trained<Classifier> classifier =
        Models.read(context, TrainClassifier.DIRECTORY, Classifier.class);
    try (Classification classification =
        new Classification(context, classifier, Images.shape(context))) {
      Metrics.Fidelity figures = figures(context, classification);
      Json.write(context.files(), new Path(context.output(), FILE), figures);
    }
    writeNearest(context);
  }

  static Metrics.Fidelity read(StageContext context) throws IOException {
    return Json.read(
        context.files(), new Path(context.input(DIRECTORY), FILE), Metrics.Fidelity.class);
  }

  /** The training image nearest to each of the first samples of a prior, in the samples' order. */
  static List<Nearest> nearest(StageContext context, Arm arm, PriorKind kind) throws IOException {
    Path file = nearestFile(context.input(DIRECTORY), arm, kind);
    return List.of(Json.read(context.files(), file, Nearest[].class));
  }

  private static Path nearestFile(Path directory, Arm arm, PriorKind kind) {
    return new Path(directory, "nearest/" + arm.key() + "/" + kind.key() + ".json");
  }

  private Metrics.Fidelity figures(StageContext context, Classification classification)
      throws IOException {
    ClassifierMeter test = images(context, classification, Split.TEST);
    double floor = frechet(images(context, classification, Split.TRAIN), test);
    Map<String, Map<String, Metrics.SampleFidelity>> samples = new LinkedHashMap<>();
    for (Arm arm : arms) {
      Map<String, Metrics.SampleFidelity> byKind = new LinkedHashMap<>();
      for (PriorKind kind : kinds) {
        byKind.put(kind.key(), samples(context, classification, arm, kind, test));
      }
      samples.put(arm.key(), byKind);
    }
    LOG.info(
        "fidelity: training images: Fréchet distance (classifier features) {}, which is the floor",
        String.format("%.4g", floor));
    context.count("classifier_accuracy", test.accuracy());
    context.count("frechet_floor", floor);
    return new Metrics.Fidelity(
        test.accuracy(), floor, test.classes().shares(), test.classes().meanConfidence(), samples);
  }

  private static ClassifierMeter images(
      StageContext context, Classification classification, Split split) throws IOException {
    return measure(
        context,
        classification,
        split.configName() + " images",
        Classification.labelled(Images.read(context, split)));
  }

  private static Metrics.SampleFidelity samples(
      StageContext context,
      Classification classification,
      Arm arm,
      PriorKind kind,
      ClassifierMeter test)
      throws IOException {
    String name = arm.key() + " " + kind.configName();
    JavaRDD<Samples.Sample> samples =
        Samples.read(context, Samples.directory(arm, kind), Samples.PRIOR);
    ClassifierMeter meter =
        measure(context, classification, name, Classification.unlabelled(samples));
    Metrics.SampleFidelity figures =
        new Metrics.SampleFidelity(
            meter.images(),
            frechet(meter, test),
            meter.classes().shares(),
            meter.classes().totalVariation(test.classes().shares()),
            meter.classes().meanConfidence());
    report(name, figures);
    return figures;
  }

  private static void report(String name, Metrics.SampleFidelity figures) {
    LOG.info(
        "fidelity: {}: {} samples, Fréchet distance (classifier features) {}, distance of classes {}, confidence {}",
        name,
        figures.images(),
        String.format("%.4g", figures.frechet()),
        String.format("%.3f", figures.classDistance()),
        String.format("%.3f", figures.confidence()));
    if (figures.images() < ENOUGH) {
      LOG.warn(
          "fidelity: {}: {} samples, fewer than {}: their Fréchet distance is biased upwards (sample.images)",
          name,
          figures.images(),
          ENOUGH);
    }
  }

  private static ClassifierMeter measure(
      StageContext context,
      Classification classification,
      String name,
      JavaRDD<Classification.Picture> pictures) {
    return JobProgress.during(
        context,
        "fidelity: " + name,
        pictures.getNumPartitions(),
        () -> classification.measure(pictures));
  }

  private static double frechet(ClassifierMeter a, ClassifierMeter b) {
    long fewest = Math.min(a.images(), b.images());
    if (fewest < 2) {
      throw new UserError(
          "fidelity.enabled = true: a Fréchet distance needs at least 2 images of each kind, not %d.",
          fewest);
    }
    return FrechetDistance.between(a.features(), b.features());
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
            images.getNumPartitions(),
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
