package org.geovq.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.geovq.config.Arm;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.graph.CsrGraph;
import org.geovq.graph.Interpolation;
import org.geovq.graph.LatentPoints;
import org.geovq.graph.NearestNeighbours;
import org.geovq.graph.ShortestPaths;
import org.geovq.model.ImageShard;
import org.geovq.model.LatentGrid;
import org.geovq.random.Draw;
import org.geovq.report.Block;
import org.geovq.report.Figure;
import org.geovq.report.ImageGrid;
import org.geovq.stage.Latents.Latent;

/** Ways from one training image to another. */
final class InterpolationSection {
  /** The reference experiments go from training image 0 to training image 10. */
  private static final int OTHER = 10;

  /** Among so many training images a pair of different classes is looked for. */
  private static final int CANDIDATES = 100;

  private final Roles roles;
  private final Pictures pictures;
  private final GraphTable.Geometry geometry;
  private final NearestNeighbours search;
  private final ShortestPaths paths;

  InterpolationSection(Roles roles, Pictures pictures) throws IOException {
    this.roles = roles;
    this.pictures = pictures;
    this.geometry = GraphTable.read(pictures.context());
    this.search =
        new NearestNeighbours(geometry.nodes(), pictures.context().settings().graph().metric());
    this.paths = new ShortestPaths(geometry.graph());
  }

  /** Two images. */
  record Pair(LabelledImage from, LabelledImage to) {
    Set<Long> ids() {
      return Set.of(from.id(), to.id());
    }
  }

  List<Block> blocks() throws IOException {
    List<LabelledImage> images =
        Images.read(pictures.context(), Split.TRAIN).takeOrdered(CANDIDATES, Images.BY_ID);
    List<Block> blocks = new ArrayList<>();
    for (Pair pair : pairs(images)) {
      blocks.add(figure(pair, blocks.size() + 1));
    }
    return blocks;
  }

  /** The reference's pair, then neighbours of two classes where images have classes. */
  static List<Pair> pairs(List<LabelledImage> images) {
    List<Pair> pairs = new ArrayList<>();
    if (images.size() > 1) {
      pairs.add(new Pair(images.get(0), images.get(Math.min(OTHER, images.size() - 1))));
      LabelledImage start = images.get(1);
      images.stream()
          .skip(2)
          .filter(image -> start.label() >= 0 && image.label() != start.label())
          .findFirst()
          .ifPresent(end -> pairs.add(new Pair(start, end)));
    }
    return pairs;
  }

  private Figure figure(Pair pair, int number) throws IOException {
    List<String> classes = Ingest.classes(pictures.context().directory());
    String title =
        pair.from().label() < 0
            ? "From one training image to another"
            : "From a training image of class %s to one of class %s"
                .formatted(
                    FidelitySection.className(classes, pair.from().label()),
                    FidelitySection.className(classes, pair.to().label()));
    Map<Long, Latent> latents = latents(pair);
    Latent from = latents.get(pair.from().id());
    Latent to = latents.get(pair.to().id());
    ImageGrid grid =
        pictures
            .grid(title)
            .row("training images", ends(pair))
            .row("VAE, straight line in mu", decoded(straight(from.mu(), to.mu())))
            .row("VAE, shortest path in the graph", decoded(alongGraph(from, to)));
    for (Arm arm : roles.full()) {
      grid.row(Roles.words(arm) + ", code by code", codeByCode(arm, pair));
    }
    return new Figure(
        "interpolation-" + number,
        title,
        "First row: the two images. Second: the VAE's means, mixed in equal steps. Third: at each position of the grid the"
            + " shortest path in the graph from the node nearest to the first image's vector to the one nearest to the"
            + " second's, at equal steps of its length; it keeps to where latents lie, but each position by itself: together they need not make an image. Rows below: each position changes from"
            + " the first image's code to the second's at a step of its own drawing, more and more of them to the right. Good"
            + " rows change steadily and show a believable image at every step.",
        grid.paint());
  }

  private Map<Long, Latent> latents(Pair pair) throws IOException {
    Set<Long> ids = pair.ids();
    Map<Long, Latent> latents = new HashMap<>();
    List<Latent> found =
        Latents.read(pictures.context(), Split.TRAIN).filter(l -> ids.contains(l.id())).collect();
    found.forEach(latent -> latents.put(latent.id(), latent));
    return latents;
  }

  /** The images at both ends of a row of white. */
  private float[][] ends(Pair pair) {
    float[][] row = new float[Pictures.ROW][pictures.shape().pixels()];
    for (float[] blank : row) {
      Arrays.fill(blank, 1);
    }
    ImageShard.toPlanar(pictures.shape(), pair.from().pixels(), 0, row[0], 0);
    ImageShard.toPlanar(pictures.shape(), pair.to().pixels(), 0, row[Pictures.ROW - 1], 0);
    return row;
  }

  /** [steps][positions, dimension]. */
  private static float[][] straight(float[] from, float[] to) {
    return Interpolation.alongPath(new float[][] {from, to}, new float[] {1}, Pictures.ROW);
  }

  /** [steps][positions, dimension]. */
  private float[][] alongGraph(Latent from, Latent to) {
    int d = geometry.nodes().dimension();
    int[] starts = nearestNodes(from);
    int[] targets = nearestNodes(to);
    float[][] steps = new float[Pictures.ROW][from.mu().length];
    for (int p = 0; p < starts.length; p++) {
      float[][] way = way(paths.path(starts[p], targets[p]));
      for (int step = 0; step < steps.length; step++) {
        System.arraycopy(way[step], 0, steps[step], p * d, d);
      }
    }
    return steps;
  }

  private int[] nearestNodes(Latent latent) {
    LatentPoints vectors = Latents.points(List.of(latent), geometry.nodes().dimension());
    return search.search(vectors, 0, vectors.size(), 1, false).ids();
  }

  /** Points at equal steps along a path of nodes. */
  private float[][] way(int[] path) {
    int d = geometry.nodes().dimension();
    float[][] points = new float[path.length][];
    float[] lengths = new float[path.length - 1];
    for (int i = 0; i < path.length; i++) {
      points[i] = Arrays.copyOfRange(geometry.nodes().mu(), path[i] * d, (path[i] + 1) * d);
      if (i > 0) {
        lengths[i - 1] = length(geometry.graph(), path[i - 1], path[i]);
      }
    }
    return Interpolation.alongPath(points, lengths, Pictures.ROW);
  }

  private static float length(CsrGraph graph, int from, int to) {
    int edge =
        Arrays.binarySearch(graph.targets(), graph.offsets()[from], graph.offsets()[from + 1], to);
    return graph.lengths()[edge];
  }

  /** Vectors [images][positions, dimension] through the VAE. */
  private float[][] decoded(float[][] vectors) throws IOException {
    LatentGrid grid = pictures.latentGrid(roles.told());
    float[] latents = new float[vectors.length * grid.size()];
    for (int i = 0; i < vectors.length; i++) {
      grid.toDecoder(vectors[i], 0, latents, i * grid.size());
    }
    return pictures.split(pictures.codec(roles.told()).decode(latents));
  }

  private float[][] codeByCode(Arm arm, Pair pair) throws IOException {
    Map<Long, int[]> codes = pictures.codes(arm, Split.TRAIN, pair.ids());
    long seed = pictures.context().settings().seed();
    // The same draws for every arm: position by position they turn together.
    int[][] series =
        Interpolation.growing(
            codes.get(pair.from().id()),
            codes.get(pair.to().id()),
            Pictures.ROW,
            Draw.generator(seed, "interpolation", pair.from().id()));
    return pictures.decoded(arm, List.of(series));
  }
}
