package org.geovq.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.geovq.config.Arm;
import org.geovq.config.Settings.Features;
import org.geovq.config.Settings.PriorKind;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.eval.Spread;
import org.geovq.model.ImageShard;
import org.geovq.report.Block;
import org.geovq.report.Charts;
import org.geovq.report.Figure;
import org.geovq.report.Ink;
import org.geovq.report.Series;
import org.geovq.report.Table;
import org.geovq.report.Table.Cell;
import org.geovq.run.StageContext;

/** How far samples are from test images, as the networks of stage fidelity see both. */
public final class FidelitySection {
  private final Metrics metrics;
  private final Metrics.Fidelity fidelity;
  private final Roles roles;
  private final Pictures pictures;

  FidelitySection(Metrics metrics, Roles roles, Pictures pictures) {
    this.metrics = metrics;
    this.fidelity = metrics.fidelity();
    this.roles = roles;
    this.pictures = pictures;
  }

  List<Block> blocks() throws IOException {
    List<Block> blocks = new ArrayList<>();
    fidelity.features().forEach((kind, found) -> blocks.add(distances(kind, found)));
    if (fidelity.classes() != null) {
      blocks.addAll(List.of(classes(), histogram()));
    }
    for (Arm arm : roles.full()) {
      blocks.add(nearest(arm));
    }
    return blocks;
  }

  /** Whose features they are, so that nobody takes them for others. */
  static String words(Features kind) {
    return words(kind.key());
  }

  /**
   * @param kind its name in the metrics
   */
  public static String words(String kind) {
    return switch (Features.valueOf(kind.toUpperCase(Locale.ROOT))) {
      case ONNX -> "features of the ONNX file";
      case CLASSIFIER -> "classifier features";
      case AUTOENCODER -> "auto-encoder features";
    };
  }

  private Figure nearest(Arm arm) throws IOException {
    StageContext context = pictures.context();
    PriorKind kind = BestPrior.of(metrics, arm).priorKind();
    List<Fidelity.Nearest> matches = Fidelity.nearest(context, arm, kind);
    List<Samples.Sample> samples =
        Samples.read(context, Samples.directory(arm, kind), Samples.PRIOR, matches.size());
    String title = Roles.words(arm) + ": samples and the nearest training images";
    return new Figure(
        Roles.id("nearest", arm.key()),
        title,
        "The first samples from the best prior; below each the training image that it is nearest to, pixel by pixel, with"
            + " their Euclidean distance above (pixels in 0 to 1). Samples should be of the kind of their neighbours, but not"
            + " copies. A training image that the prior has learnt by heart comes out as its codes decode, some "
            + Print.format("%.1f", decoded(arm))
            + " from it (the root mean square over test images): distances about that or below are those of copies.",
        pictures
            .grid(title)
            .captions(matches.stream().map(m -> Print.format("%.1f", m.distance())).toList())
            .row("samples", pictures.planar(samples))
            .row("nearest training images", images(matches))
            .paint());
  }

  /** How far test images are from what their codes decode to. */
  private double decoded(Arm arm) {
    return Math.sqrt(metrics.reconstruction().get(arm.key()).mse() * pictures.shape().pixels());
  }

  private float[][] images(List<Fidelity.Nearest> matches) throws IOException {
    Set<Long> ids = matches.stream().map(Fidelity.Nearest::image).collect(Collectors.toSet());
    Map<Long, LabelledImage> found = new HashMap<>();
    List<LabelledImage> training =
        Images.read(pictures.context(), Split.TRAIN)
            .filter(image -> ids.contains(image.id()))
            .collect();
    training.forEach(image -> found.put(image.id(), image));
    return pictures.split(
        ImageShard.planar(
            pictures.shape(), matches.stream().map(m -> found.get(m.image())).toList()));
  }

  private static Table distances(String kind, Metrics.FeatureFidelity found) {
    List<List<Cell>> rows = new ArrayList<>();
    rows.add(row("training images", Print.NOTHING, found.floor()));
    found
        .reconstructions()
        .forEach(
            (arm, d) -> rows.add(row(Roles.words(arm) + ", training images", Print.NOTHING, d)));
    found
        .samples()
        .forEach(
            (arm, byKind) ->
                byKind.forEach(
                    (prior, d) -> rows.add(row(Roles.words(arm), Roles.words(prior), d))));
    return new Table(
        "fidelity-" + kind,
        "Distance of samples from test images: " + words(kind),
        Print.format(
            "%s Fréchet distance: of Gaussians with the moments of the %,d features of the images and of %,d test images; fewer"
                + " images give larger distances. Kernel distance: unbiased squared maximum mean discrepancy with a cubic"
                + " kernel, times 1,000, mean ± standard deviation over blocks of images; it is 0 on average for images of one"
                + " kind. Lower is better, and no better than the training images is to be expected. The same training images from their codes show about what"
                + " the decoder does to samples too; what is left is the prior's doing.",
            source(kind, found.file()), found.dimension(), found.testImages()),
        List.of(
            "images",
            "prior",
            "number",
            "Fréchet distance (" + words(kind) + ") ↓",
            "kernel distance x 1,000 (" + words(kind) + ") ↓",
            "blocks"),
        rows);
  }

  /** What speaks for some arms whatever their samples are like; empty if nothing does. */
  public static String bias(String kind) {
    return kind.equals(Features.AUTOENCODER.key())
        ? " The auto-encoder has decoded the samples of the post-hoc arms itself, those of end-to-end arms it has not."
        : "";
  }

  private static String source(String kind, Metrics.OnnxFile file) {
    return file == null
        ? "By "
            + words(kind)
            + " of this run: this is neither FID nor KID, whose network is another, and can be compared within this run only."
            + bias(kind)
        : Print.format(
            "By the network in %s (SHA-256 %s; %s). These are FID and KID if that is the InceptionV3 of the published figures.",
            file.name(), file.sha256(), file.use());
  }

  private static List<Cell> row(String name, String prior, Metrics.Distance d) {
    Spread kernel = d.kernel();
    return List.of(
        Cell.text(name),
        Cell.text(prior),
        Cell.number(Print.format("%,d", d.images())),
        Cell.number(Print.format("%.2f", d.frechet())),
        Print.cell(
            Math.abs(kernel.mean()) < 1 ? "%.3f" : "%.0f",
            new Spread(1000 * kernel.mean(), 1000 * kernel.standardDeviation(), kernel.n())),
        Cell.number(Print.format("%d of %,d", kernel.n(), d.blockSize())));
  }

  private Table classes() {
    Metrics.Classes classes = fidelity.classes();
    List<List<Cell>> rows = new ArrayList<>();
    rows.add(
        List.of(
            Cell.text("test images"),
            Cell.text(Print.NOTHING),
            Cell.number(Print.format("%.3f", 0.0)),
            Cell.number(Print.format("%.3f", classes.testConfidence()))));
    classes
        .samples()
        .forEach((arm, byKind) -> byKind.forEach((kind, s) -> rows.add(row(arm, kind, s))));
    return new Table(
        "fidelity",
        "Samples as a classifier sees them",
        Print.format(
            "A classifier that names %.2f %% of the test images rightly looks at the samples. Class"
                + " distance: total variation between the classes that it names in them and in the test images, 0 to 1, lower is"
                + " better. Confidence: mean of its largest probability; far below that of the test images, samples are nothing"
                + " that it knows.",
            100 * classes.accuracy()),
        List.of("samples of", "prior", "class distance ↓", "confidence ↑"),
        rows);
  }

  private static List<Cell> row(String arm, String kind, Metrics.SampleClasses s) {
    return List.of(
        Cell.text(Roles.words(arm)),
        Cell.text(Roles.words(kind)),
        Cell.number(Print.format("%.3f", s.distance())),
        Cell.number(Print.format("%.3f", s.confidence())));
  }

  /**
   * Its number where it has no name.
   *
   * @param names may be null
   */
  static String className(List<String> names, int label) {
    return names != null && label < names.size() ? names.get(label) : Integer.toString(label);
  }

  private Figure histogram() throws IOException {
    List<String> names = Ingest.classes(pictures.context().directory());
    List<String> classes =
        IntStream.range(0, fidelity.classes().testShares().length)
            .mapToObj(label -> className(names, label))
            .toList();
    List<Series> series =
        new ArrayList<>(List.of(shares("test images", Ink.GREY, fidelity.classes().testShares())));
    for (Arm arm : roles.arms()) {
      Metrics.SampleClasses samples = BestPrior.classes(metrics, arm);
      if (samples != null) {
        series.add(shares(Roles.words(arm), Roles.ink(arm), samples.shares()));
      }
    }
    return new Figure(
        "class-histogram",
        "Classes of the samples",
        "Share of each class that the classifier names, in the test images and in the samples from each arm's best prior. The"
            + " nearer the bars of a class are to that of the test images the better; a missing class is one that the prior"
            + " has dropped.",
        Charts.groups("Classes of the samples", "class", "share, %", classes, series));
  }

  private static Series shares(String name, Ink ink, double[] shares) {
    double[] percent =
        IntStream.range(0, shares.length).mapToDouble(i -> 100 * shares[i]).toArray();
    double[] classes = IntStream.range(0, shares.length).asDoubleStream().toArray();
    return new Series(name, ink, classes, percent);
  }
}
