package org.geovq.stage;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.geovq.config.Arm;
import org.geovq.config.Settings.PriorKind;
import org.geovq.data.ImageShape;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.eval.LatentProjection;
import org.geovq.model.CodeDecoder;
import org.geovq.model.ImageCodec;
import org.geovq.model.ImageShard;
import org.geovq.model.LatentGrid;
import org.geovq.report.Charts;
import org.geovq.report.Figure;
import org.geovq.report.ImageGrid;
import org.geovq.report.Series;
import org.geovq.run.Json;
import org.geovq.run.StageContext;
import org.geovq.stage.Codes.CodeGrid;
import org.geovq.stage.Latents.Latent;

/**
 * The figures of one arm and its first prior; they read the run's tables and decode a few hundred
 * images on the driver.
 */
final class ReportFigures {
  private static final int SHOWN = 16;
  private static final int SHEET = 64;

  /** Side of a codebook tile, in cells of the code grid. */
  private static final int PATCH_CELLS = 3;

  private final StageContext context;
  private final Arm arm;
  private final PriorKind kind;
  private final String drawn;
  private final ImageShape shape;
  private final LatentGrid grid;
  private final ImageCodec codec;
  private final CodeDecoder decoder;

  ReportFigures(StageContext context, Arm arm) throws IOException {
    this.context = context;
    this.arm = arm;
    this.kind = context.settings().prior().kinds().get(0);
    this.drawn = Samples.directory(arm, kind);
    this.shape = Images.shape(context);
    Decoding decoding = Decoding.of(context, arm, context.settings().codebook().decode());
    this.grid = decoding.grid();
    this.codec = decoding.codec();
    this.decoder = decoding.decoder(codec);
  }

  Figure reconstructions() {
    List<LabelledImage> images = Images.read(context, Split.TEST).takeOrdered(SHOWN, Images.BY_ID);
    long last = images.get(images.size() - 1).id();
    List<int[]> grids =
        Codes.read(context, arm, Split.TEST).filter(g -> g.id() <= last).collect().stream()
            .sorted(Comparator.comparingLong(CodeGrid::id))
            .map(CodeGrid::codes)
            .toList();
    float[] originals = ImageShard.planar(shape, images);
    BufferedImage image =
        grid("Test images and their reconstructions")
            .row("test images", split(originals))
            .row("VAE, continuous", split(codec.decode(codec.encode(originals)[0])))
            .row(arm.key().replace('_', ' ') + " codes", split(decoder.decode(grids)))
            .paint();
    return new Figure(
        "reconstructions",
        "Test images over their reconstructions",
        "The first test images; what the continuous auto-encoder makes of them; what is left when each latent vector is"
            + " replaced by its code. The closer to the first row the better.",
        image);
  }

  List<Figure> samples() {
    List<Samples.Sample> prior = Samples.read(context, drawn, Samples.PRIOR, SHEET);
    BufferedImage compared =
        grid("Where the codes come from")
            .row("codes from the prior", planar(prior.subList(0, SHOWN)))
            .row("uniform codes", planar(Samples.read(context, drawn, Samples.UNIFORM, SHOWN)))
            .row("decoded N(0, I)", planar(Samples.read(context, drawn, Samples.GAUSSIAN, SHOWN)))
            .paint();
    BufferedImage sheet = grid("Samples from the prior").sheet(planar(prior)).paint();
    return List.of(
        new Figure(
            "samples",
            "Samples, and what they would be without a prior",
            "First row: codes drawn from the prior. Second: every code drawn uniformly. Third: the continuous decoder on"
                + " standard normal latents. The more the first row differs from the others and looks like the data, the better.",
            compared),
        new Figure(
            "sample-sheet",
            "Samples from the prior",
            String.format(
                Locale.ROOT,
                "The first %d samples at temperature %s, none left out. They should look like the data and differ.",
                SHEET,
                context.settings().sample().temperature()),
            sheet),
        temperatures());
  }

  private Figure temperatures() {
    List<Samples.Sample> all = Samples.read(context, drawn, Samples.TEMPERATURE, SHOWN);
    ImageGrid rows = grid("Temperatures");
    for (double temperature :
        context.settings().sample().temperatures().stream().sorted().toList()) {
      List<Samples.Sample> row = all.stream().filter(s -> s.temperature() == temperature).toList();
      rows.row("T = " + temperature, planar(row));
    }
    return new Figure(
        "temperatures",
        "Samples at different temperatures",
        "Columns share their random draws. Low temperatures give safe and similar images, high ones varied and broken images.",
        rows.paint());
  }

  Figure usage() throws IOException {
    long[] counts = Evaluate.counts(context, arm);
    Arrays.sort(counts);
    double total = Arrays.stream(counts).sum();
    double[] shares = new double[counts.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = counts[counts.length - 1 - i] / total;
    }
    return new Figure(
        "usage",
        "Use of the codes on test images",
        "Share of each code, most used first. The flatter, the more the codes carry; codes at zero are dead.",
        Charts.bars(
            "Use of the codes", "code, most used first", "share", Charts.Scale.LINEAR, shares));
  }

  Figure codebook() throws IOException {
    int[] medoids = Quantize.read(context, arm).medoidNodes();
    GraphTable.Geometry geometry = GraphTable.read(context);
    Set<Long> wanted = new HashSet<>();
    for (int node : medoids) {
      wanted.add(geometry.imageIds()[node]);
    }
    Map<Long, int[]> grids = new HashMap<>();
    Codes.read(context, arm, Split.TRAIN)
        .filter(g -> wanted.contains(g.id()))
        .collect()
        .forEach(g -> grids.put(g.id(), g.codes()));
    List<int[]> homes = new ArrayList<>();
    for (int node : medoids) {
      homes.add(grids.get(geometry.imageIds()[node]));
    }
    float[][] images = split(decoder.decode(homes));
    return new Figure(
        "codebook",
        "The codebook, decoded",
        "One tile a code: its medoid's place in the training image that it comes from, decoded from codes, with the cells"
            + " around it (black beyond the image's rim); the whole image where positions are not places. Tiles should"
            + " differ; alike ones are spent twice.",
        grid.channelsFirst()
            ? places(images, geometry, medoids)
            : grid("The codebook, decoded").sheet(images).paint());
  }

  private BufferedImage places(float[][] images, GraphTable.Geometry geometry, int[] medoids) {
    float[][] patches = new float[medoids.length][];
    for (int code = 0; code < medoids.length; code++) {
      patches[code] = neighbourhood(images[code], geometry.positions()[medoids[code]]);
    }
    int rows = shape.height() / grid.rows() * PATCH_CELLS;
    int columns = shape.width() / grid.columns() * PATCH_CELLS;
    return new ImageGrid(shape.channels(), rows, columns)
        .title("The codebook, decoded")
        .sheet(patches)
        .paint();
  }

  /** The cell of a position with the cells around it, planar. */
  private float[] neighbourhood(float[] image, int position) {
    int cellRows = shape.height() / grid.rows();
    int cellColumns = shape.width() / grid.columns();
    int top = (position / grid.columns() - PATCH_CELLS / 2) * cellRows;
    int left = (position % grid.columns() - PATCH_CELLS / 2) * cellColumns;
    int rows = cellRows * PATCH_CELLS;
    int columns = cellColumns * PATCH_CELLS;
    float[] patch = new float[shape.channels() * rows * columns];
    for (int i = 0; i < patch.length; i++) {
      int channel = i / (rows * columns);
      int y = top + i / columns % rows;
      int x = left + i % columns;
      boolean inside = y >= 0 && y < shape.height() && x >= 0 && x < shape.width();
      patch[i] = inside ? image[(channel * shape.height() + y) * shape.width() + x] : 0;
    }
    return patch;
  }

  Figure latentMap() throws IOException {
    int positions = BuildGraph.positions(context);
    int images = Math.max(1, context.settings().mapPoints() / positions);
    List<Latent> latents = Latents.read(context, Split.TEST).takeOrdered(images, Latents.BY_ID);
    Map<Long, int[]> grids = new HashMap<>();
    long last = latents.get(latents.size() - 1).id();
    Codes.read(context, arm, Split.TEST)
        .filter(g -> g.id() <= last)
        .collect()
        .forEach(g -> grids.put(g.id(), g.codes()));
    int n = latents.size() * positions;
    int d = latents.get(0).mu().length / positions;
    float[][] rows = new float[n][];
    int[] colours = new int[n];
    for (int i = 0; i < n; i++) {
      Latent latent = latents.get(i / positions);
      int p = i % positions;
      rows[i] = Arrays.copyOfRange(latent.mu(), p * d, (p + 1) * d);
      colours[i] = grids.get(latent.id())[p];
    }
    LatentProjection projection = LatentProjection.fit(rows);
    float[] x = new float[n];
    float[] y = new float[n];
    for (int i = 0; i < n; i++) {
      double[] point = projection.project(rows[i]);
      x[i] = (float) point[0];
      y[i] = (float) point[1];
    }
    return new Figure(
        "latent-map",
        "The latent space, coloured by code",
        String.format(
            Locale.ROOT,
            "%,d latent vectors of test images on their first two principal axes. Points of one colour share a code; a good"
                + " codebook cuts the crowded regions finely.",
            n),
        Charts.scatter("Latent vectors by code", "first axis", "second axis", x, y, colours));
  }

  List<Figure> curves() throws IOException {
    Map<String, Object>[] vae = history(TrainVae.DIRECTORY);
    Map<String, Object>[] prior = history(TrainPrior.directory(arm, kind));
    List<Figure> figures = new ArrayList<>();
    figures.add(
        new Figure(
            "vae-curve",
            "Training of the auto-encoder",
            "Reconstruction loss on the validation split after each epoch. Lower is better.",
            Charts.lines(
                "Auto-encoder",
                "epoch",
                "nats per image",
                List.of(series(vae, "reconstruction", "reconstruction")))));
    List<Series> rate = new ArrayList<>(List.of(series(vae, "kl", "KL")));
    if (context.manifest(TrainVae.DIRECTORY).counts().containsKey("target_kl_nats_per_image")) {
      double target = context.manifest(TrainVae.DIRECTORY).figure("target_kl_nats_per_image");
      rate.add(new Series("target", epochs(vae), constant(target, vae.length)));
    }
    figures.add(
        new Figure(
            "rate-curve",
            "Rate of the latents",
            "KL divergence of the latents on the validation split. At a matched rate it should settle at the target, what the"
                + " codes can carry.",
            Charts.lines("Rate", "epoch", "nats per image", rate)));
    figures.add(
        new Figure(
            "prior-curve",
            "Training of the prior",
            "Negative log-likelihood of the code grids. Lower is better; validation above training says that it overfits.",
            Charts.lines(
                "Prior",
                "epoch",
                "nats per image",
                List.of(
                    series(prior, "training_loss", "training"),
                    series(prior, "loss", "validation")))));
    return figures;
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object>[] history(String directory) throws IOException {
    return Json.read(
        context.files(), new Path(context.input(directory), Models.HISTORY), Map[].class);
  }

  private static double[] epochs(Map<String, Object>[] history) {
    double[] epochs = new double[history.length];
    Arrays.setAll(epochs, i -> ((Number) history[i].get("epoch")).doubleValue());
    return epochs;
  }

  private static Series series(Map<String, Object>[] history, String key, String name) {
    double[] values = new double[history.length];
    Arrays.setAll(values, i -> ((Number) history[i].get(key)).doubleValue());
    return new Series(name, epochs(history), values);
  }

  private static double[] constant(double value, int n) {
    double[] values = new double[n];
    Arrays.fill(values, value);
    return values;
  }

  private ImageGrid grid(String title) {
    return new ImageGrid(shape.channels(), shape.height(), shape.width()).title(title);
  }

  private float[][] split(float[] images) {
    float[][] parts = new float[images.length / shape.pixels()][];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = Arrays.copyOfRange(images, i * shape.pixels(), (i + 1) * shape.pixels());
    }
    return parts;
  }

  private float[][] planar(List<Samples.Sample> samples) {
    float[][] images = new float[samples.size()][shape.pixels()];
    for (int i = 0; i < images.length; i++) {
      ImageShard.toPlanar(shape, samples.get(i).pixels(), 0, images[i], 0);
    }
    return images;
  }
}
