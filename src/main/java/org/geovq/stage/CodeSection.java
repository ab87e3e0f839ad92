package org.geovq.stage;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.geovq.config.Arm;
import org.geovq.data.ImageShape;
import org.geovq.data.Split;
import org.geovq.eval.LatentProjection;
import org.geovq.model.LatentGrid;
import org.geovq.report.Block;
import org.geovq.report.Charts;
import org.geovq.report.Figure;
import org.geovq.report.ImageGrid;
import org.geovq.report.Table;
import org.geovq.report.Table.Cell;
import org.geovq.run.StageContext;
import org.geovq.stage.Latents.Latent;

/** The codebooks: their figures, what the codes look like, and how they cut the latent space. */
final class CodeSection {
  /** Each is a decoded image until its piece is cut out. */
  private static final int MOST_TILES = 2048;

  /** What a flat head's pieces have may be hundreds of rows. */
  private static final int MOST_CHANNELS = 16;

  /** Side of a codebook tile, in cells of the code grid. */
  private static final int PATCH_CELLS = 3;

  private final Metrics metrics;
  private final Roles roles;
  private final Pictures pictures;

  CodeSection(Metrics metrics, Roles roles, Pictures pictures) {
    this.metrics = metrics;
    this.roles = roles;
    this.pictures = pictures;
  }

  List<Block> blocks() throws IOException {
    List<Block> blocks = new ArrayList<>(List.of(figures()));
    if (!metrics.clusters().isEmpty()) {
      blocks.add(clusters());
    }
    blocks.add(codebook());
    blocks.add(latentMap());
    return blocks;
  }

  private Table figures() {
    List<String> heads = new ArrayList<>(List.of("figure"));
    roles.full().forEach(arm -> heads.add(Roles.words(arm)));
    List<List<Cell>> rows = new ArrayList<>(usage());
    if (metrics.hasPriors()) {
      rows.addAll(priors());
    }
    rows.addAll(latents());
    return new Table(
        "code-figures",
        "Codes, prior and latents",
        "On test images. For the prior lower is better, but only beside the usage: a collapsed codebook is easy to predict.",
        heads,
        rows);
  }

  private List<List<Cell>> usage() {
    return List.of(
        row("codes in the book", arm -> Print.format("%d", codes(arm).size())),
        row("codes used on test images", arm -> Print.format("%d", codes(arm).used())),
        row("usage perplexity", arm -> Print.format("%.1f", codes(arm).usagePerplexity())),
        row(
            "share of the most used code",
            arm -> Print.format("%.2f %%", 100 * codes(arm).topShare())),
        row(
            "entropy of the codes, bits per image",
            arm -> Print.format("%.1f", codes(arm).entropyBitsPerImage())));
  }

  private List<List<Cell>> priors() {
    return List.of(
        row("best prior: kind", arm -> Roles.words(BestPrior.of(metrics, arm).kind())),
        row("best prior: nats per image", arm -> prior("%.1f", arm, p -> p.nllNatsPerImage())),
        row("best prior: bits per position", arm -> prior("%.3f", arm, p -> p.bitsPerPosition())),
        row(
            "best prior: bits per dimension of the image",
            arm -> prior("%.4f", arm, p -> p.bitsPerDim())));
  }

  private List<List<Cell>> latents() {
    Metrics.Latent latents = metrics.latents();
    List<List<Cell>> rows = new ArrayList<>();
    rows.add(
        row(
            "KL of the VAE's latents, nats per image",
            arm -> vae(arm, Print.format("%.1f", latents.klNatsPerImage()))));
    rows.add(
        row(
            "active units of the VAE's latents",
            arm -> vae(arm, Print.format("%d", latents.activeUnits()))));
    double[] channels = latents.klNatsPerChannel();
    if (channels.length <= MOST_CHANNELS) {
      for (int c = 0; c < channels.length; c++) {
        String kl = Print.format("%.2f", channels[c]);
        rows.add(
            row(
                Print.format("KL of channel %d of the latents, nats per position", c + 1),
                arm -> vae(arm, kl)));
      }
    }
    return rows;
  }

  private List<Cell> row(String name, Function<Arm, String> value) {
    Stream<Cell> values = roles.full().stream().map(arm -> Cell.number(value.apply(arm)));
    return Stream.concat(Stream.of(Cell.text(name)), values).toList();
  }

  private Metrics.CodebookFigures codes(Arm arm) {
    return metrics.codebook().get(arm.key());
  }

  private String prior(String format, Arm arm, Function<Metrics.Prior, Double> figure) {
    return Print.format(format, figure.apply(BestPrior.of(metrics, arm).figures()));
  }

  private static String vae(Arm arm, String value) {
    return arm.postHoc() ? value : Print.NOTHING;
  }

  private Table clusters() {
    List<List<Cell>> rows = new ArrayList<>();
    metrics
        .clusters()
        .forEach(
            (arm, c) ->
                rows.add(
                    List.of(
                        Cell.text(Roles.words(arm)),
                        Cell.number(Print.format("%.4f", c.purity())),
                        Cell.number(Print.format("%.4f", c.nmi())),
                        Cell.number(Print.format("%.4f", c.ari())),
                        Cell.number(
                            c.silhouette() == null
                                ? Print.NOTHING
                                : Print.format("%.4f", c.silhouette())))));
    return new Table(
        "cluster-quality",
        "Codes and labels",
        "How the codes of single positions go with the labels of their images: purity, normalized mutual information and"
            + " adjusted Rand index; and the silhouette of the clusters of nodes on the geodesic distances, -1 to 1. Higher"
            + " is better for all, yet a code describes a piece of an image, so that low figures are no fault.",
        List.of("arm", "purity ↑", "NMI ↑", "ARI ↑", "silhouette ↑"),
        rows);
  }

  private Figure codebook() throws IOException {
    StageContext context = pictures.context();
    int[] all = Quantize.read(context, roles.told()).medoidNodes();
    int[] medoids = Arrays.copyOf(all, Math.min(all.length, MOST_TILES));
    GraphTable.Geometry geometry = GraphTable.read(context);
    Set<Long> homes = new HashSet<>();
    for (int node : medoids) {
      homes.add(geometry.imageIds()[node]);
    }
    Map<Long, int[]> grids = pictures.codes(roles.told(), Split.TRAIN, homes);
    List<int[]> byCode = new ArrayList<>();
    for (int code = 0; code < medoids.length; code++) {
      // A code chosen by another rule, or again, may be another one at its own medoid.
      int[] grid = grids.get(geometry.imageIds()[medoids[code]]).clone();
      grid[geometry.positions()[medoids[code]]] = code;
      byCode.add(grid);
    }
    float[][] images = pictures.decoded(roles.told(), byCode);
    String title = "The codebook of " + Roles.words(roles.told()) + ", decoded";
    return new Figure(
        "codebook",
        title,
        "One tile a code: its medoid's place in the training image that it comes from, decoded from codes, with the cells"
            + " around it (black beyond the image's rim); the whole image where positions are not places. Tiles should"
            + " differ; alike ones are spent twice."
            + (medoids.length < all.length ? Print.format(" The first %,d.", MOST_TILES) : ""),
        pictures.latentGrid(roles.told()).channelsFirst()
            ? places(title, images, geometry.positions(), medoids)
            : pictures.grid(title).sheet(images).paint());
  }

  private BufferedImage places(String title, float[][] images, int[] positions, int[] medoids)
      throws IOException {
    LatentGrid grid = pictures.latentGrid(roles.told());
    ImageShape shape = pictures.shape();
    float[][] patches = new float[medoids.length][];
    for (int code = 0; code < medoids.length; code++) {
      patches[code] = neighbourhood(shape, grid, images[code], positions[medoids[code]]);
    }
    int rows = shape.height() / grid.rows() * PATCH_CELLS;
    int columns = shape.width() / grid.columns() * PATCH_CELLS;
    return new ImageGrid(shape.channels(), rows, columns).title(title).sheet(patches).paint();
  }

  /** The cell of a position with the cells around it, planar. */
  private static float[] neighbourhood(
      ImageShape shape, LatentGrid grid, float[] image, int position) {
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

  private Figure latentMap() throws IOException {
    StageContext context = pictures.context();
    int positions = Latents.positions(context);
    int images = Math.max(1, context.settings().mapPoints() / positions);
    List<Latent> latents = Latents.read(context, Split.TEST).takeOrdered(images, Latents.BY_ID);
    Set<Long> ids = latents.stream().map(Latent::id).collect(Collectors.toSet());
    Map<String, int[]> colours = new LinkedHashMap<>();
    for (Arm arm : mapped()) {
      Map<Long, int[]> grids = pictures.codes(arm, Split.TEST, ids);
      colours.put(
          Roles.words(arm),
          latents.stream().flatMapToInt(l -> Arrays.stream(grids.get(l.id()))).toArray());
    }
    float[][] vectors = vectors(latents, positions);
    float[][] axes = projected(vectors);
    return new Figure(
        "latent-map",
        "The latent space, coloured by code",
        Print.format(
            "%,d latent vectors of test images on their first two axes, principal ones where there are more. Points of one code have one colour%s; with"
                + " hundreds of codes colours recur, so that only neighbouring patches are to be compared. Small patches in a crowd"
                + " spend bits where latents are many, large ones save them.",
            vectors.length, colours.size() > 1 ? ", of the arm that a map is headed by" : ""),
        Charts.scatters("first axis", "second axis", axes[0], axes[1], colours));
  }

  /** The told arm, and beside it a Euclidean control. */
  private List<Arm> mapped() {
    Stream<Arm> control =
        Stream.of(Arm.KMEDOIDS_EUCLIDEAN, Arm.KMEANS)
            .filter(arm -> roles.arms().contains(arm) && arm != roles.told())
            .limit(1);
    return Stream.concat(Stream.of(roles.told()), control).toList();
  }

  private static float[][] vectors(List<Latent> latents, int positions) {
    int d = latents.get(0).mu().length / positions;
    float[][] vectors = new float[latents.size() * positions][];
    for (int i = 0; i < vectors.length; i++) {
      int p = i % positions;
      vectors[i] = Arrays.copyOfRange(latents.get(i / positions).mu(), p * d, (p + 1) * d);
    }
    return vectors;
  }

  /** [2][points]. */
  private static float[][] projected(float[][] vectors) {
    LatentProjection projection = LatentProjection.fit(vectors);
    float[][] axes = new float[2][vectors.length];
    for (int i = 0; i < vectors.length; i++) {
      double[] point = projection.project(vectors[i]);
      axes[0][i] = (float) point[0];
      axes[1][i] = (float) point[1];
    }
    return axes;
  }
}
