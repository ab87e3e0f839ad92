package org.geovq.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.geovq.config.Arm;
import org.geovq.config.Settings.PriorKind;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.model.ImageShard;
import org.geovq.report.Block;
import org.geovq.report.Charts;
import org.geovq.report.Figure;
import org.geovq.report.Series;
import org.geovq.report.Table;
import org.geovq.report.Table.Cell;
import org.geovq.run.StageContext;

/** The samples as a classifier sees them that was trained on the labelled training images. */
final class FidelitySection {
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
    List<Block> blocks = new ArrayList<>(List.of(table(), histogram()));
    for (Arm arm : roles.full()) {
      blocks.add(nearest(arm));
    }
    return blocks;
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
            + " copies: a distance near 0 says that the prior repeats what it was shown.",
        pictures
            .grid(title)
            .captions(matches.stream().map(m -> Print.format("%.1f", m.distance())).toList())
            .row("samples", pictures.planar(samples))
            .row("nearest training images", images(matches))
            .paint());
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

  private Table table() {
    List<List<Cell>> rows = new ArrayList<>();
    rows.add(
        List.of(
            Cell.text("training images"),
            Cell.text(Print.NOTHING),
            Cell.number(Print.NOTHING),
            Cell.number(Print.format("%.2f", fidelity.frechetFloor())),
            Cell.number(Print.NOTHING),
            Cell.number(Print.NOTHING)));
    rows.add(
        List.of(
            Cell.text("test images"),
            Cell.text(Print.NOTHING),
            Cell.number(Print.NOTHING),
            Cell.number(Print.format("%.2f", 0.0)),
            Cell.number(Print.format("%.3f", 0.0)),
            Cell.number(Print.format("%.3f", fidelity.testConfidence()))));
    fidelity
        .samples()
        .forEach((arm, byKind) -> byKind.forEach((kind, s) -> rows.add(row(arm, kind, s))));
    return new Table(
        "fidelity",
        "Samples as a classifier sees them",
        Print.format(
            "A classifier that names %.2f %% of the test images rightly looks at the samples. Fréchet distance (classifier"
                + " features): between its features of the samples and of the test images, lower is better, and no better"
                + " than that of the training images is to be expected; it is not the FID, whose network is another. Class"
                + " distance: total variation between the classes that it names in both, 0 to 1, lower is better. Confidence:"
                + " mean of its largest probability; far below that of the test images, samples are nothing that it knows.",
            100 * fidelity.classifierAccuracy()),
        List.of(
            "samples of",
            "prior",
            "samples",
            "Fréchet distance (classifier features) ↓",
            "class distance ↓",
            "confidence ↑"),
        rows);
  }

  private static List<Cell> row(String arm, String kind, Metrics.SampleFidelity s) {
    return List.of(
        Cell.text(Roles.words(arm)),
        Cell.text(Roles.words(kind)),
        Cell.number(Print.format("%,d", s.images())),
        Cell.number(Print.format("%.2f", s.frechet())),
        Cell.number(Print.format("%.3f", s.classDistance())),
        Cell.number(Print.format("%.3f", s.confidence())));
  }

  private Figure histogram() {
    List<String> classes =
        IntStream.range(0, fidelity.testClassShares().length).mapToObj(Integer::toString).toList();
    List<Series> series =
        new ArrayList<>(List.of(shares("test images", fidelity.testClassShares())));
    for (Arm arm : roles.arms()) {
      Metrics.SampleFidelity samples = BestPrior.fidelity(metrics, arm);
      if (samples != null) {
        series.add(shares(Roles.words(arm), samples.classShares()));
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

  private static Series shares(String name, double[] shares) {
    double[] percent =
        IntStream.range(0, shares.length).mapToDouble(i -> 100 * shares[i]).toArray();
    double[] classes = IntStream.range(0, shares.length).asDoubleStream().toArray();
    return new Series(name, classes, percent);
  }
}
