package org.geovq.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.geovq.config.Arm;
import org.geovq.report.Block;
import org.geovq.report.Charts;
import org.geovq.report.Figure;
import org.geovq.report.Series;
import org.geovq.report.Table;
import org.geovq.report.Table.Cell;

/** The samples as a classifier sees them that was trained on the labelled training images. */
final class FidelitySection {
  private final Metrics metrics;
  private final Metrics.Fidelity fidelity;
  private final Roles roles;

  FidelitySection(Metrics metrics, Roles roles) {
    this.metrics = metrics;
    this.fidelity = metrics.fidelity();
    this.roles = roles;
  }

  List<Block> blocks() {
    return List.of(table(), histogram());
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
