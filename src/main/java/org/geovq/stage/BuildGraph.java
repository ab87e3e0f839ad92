package org.geovq.stage;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.broadcast.Broadcast;
import org.geovq.UserError;
import org.geovq.config.Settings;
import org.geovq.config.Settings.Search;
import org.geovq.data.ImageSource;
import org.geovq.data.Split;
import org.geovq.graph.Bridges;
import org.geovq.graph.Components;
import org.geovq.graph.CsrGraph;
import org.geovq.graph.DegreeStatistics;
import org.geovq.graph.LatentPoints;
import org.geovq.graph.Metric;
import org.geovq.graph.NearestNeighbours;
import org.geovq.graph.Neighbours;
import org.geovq.graph.Recall;
import org.geovq.graph.TileOrder;
import org.geovq.random.Draw;
import org.geovq.run.JobProgress;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import org.geovq.stage.Latents.Latent;

/**
 * Stage build-graph: draws nodes among the training latents and joins each to its nearest
 * neighbours.
 */
public final class BuildGraph implements Stage {
  private static final int IMAGES_AT_ONCE = 256;

  /** Above, an exact search takes longer than the rest of the stage. */
  private static final int MOST_EXACT = 2_000_000;

  private static final int RECALL_PLACES = 50;
  private static final int RECALL_NODES = 20;

  @Override
  public String name() {
    return "build-graph";
  }

  @Override
  public String output() {
    return GraphTable.DIRECTORY;
  }

  @Override
  public List<String> inputs() {
    return List.of(Latents.DIRECTORY, Images.DIRECTORY, TrainVae.DIRECTORY);
  }

  @Override
  public List<String> settings() {
    return List.of("seed", "graph");
  }

  @Override
  public String about() {
    return "draws nodes from the training latents and builds their k-NN graph";
  }

  /** Measuring edges through the decoder takes minutes. */
  @Override
  public boolean resumable() {
    return true;
  }

  /** Hours lie before the first graph of a run. */
  @Override
  public void check(StageContext context) throws IOException {
    if (context.directory().manifest(GraphTable.DIRECTORY).isEmpty()) {
      Optional<ImageSource> images = source(context);
      if (images.isPresent()) {
        DataSets.requireFitting(context.settings(), images.get());
        Shards.requireBatches(
            context, images.get().count(Split.TRAIN), images.get().shape().pixels());
        requireRoom(
            context.settings().graph(),
            DataSets.grid(context.settings(), images.get()).dimension());
      }
    }
  }

  /** The data set; nothing if it is gone and its images are there. */
  private static Optional<ImageSource> source(StageContext context) throws IOException {
    try {
      return Optional.of(DataSets.open(context.settings(), Ingest.hadoop(context)));
    } catch (UserError e) {
      if (context.directory().manifest(Images.DIRECTORY).isEmpty()) {
        throw e;
      }
      return Optional.empty();
    }
  }

  @Override
  public void run(StageContext context) throws IOException {
    Settings.Graph settings = context.settings().graph();
    requireRoom(settings, Latents.dimension(context));
    Nodes drawn = draw(context, settings.nodes());
    Nodes nodes = drawn.subset(TileOrder.order(drawn.points(), settings.metric()));
    Joined found = joined(context, nodes.points(), settings.metric());
    CsrGraph graph =
        settings.length() == Settings.Length.PULLBACK
            ? DecodedLengths.measure(
                context, nodes.points(), nodes.imageIds(), nodes.positions(), found.graph())
            : found.graph();
    graph = graph.raised(settings.lengthPower());
    GraphTable.write(context, nodes, graph, landmarks(context, nodes, settings.landmarks()));
    context.count("nodes", nodes.size());
    context.count("landmarks", settings.landmarks());
    found.count(context);
  }

  /** Vectors, neighbours and edges while they are all there at once. */
  private static void requireRoom(Settings.Graph settings, int dimension) {
    long n = settings.nodes();
    long points = 8 * n * dimension;
    Memory.requireHeap(
        "build-graph: %,d nodes of %d numbers with %d neighbours each"
            .formatted(n, dimension, settings.k()),
        4 * points + (8 + 3 * 16) * n * settings.k(),
        "lower graph.nodes or graph.k");
  }

  /** The n training latents whose draws are the smallest, by image and place in it. */
  private static Nodes draw(StageContext context, int n) throws IOException {
    int positions = Latents.positions(context);
    long all = context.manifest(Images.DIRECTORY).count(Split.TRAIN.configName()) * positions;
    DataSets.requireLatents(n, all);
    long seed = context.settings().seed();
    // Six standard deviations more than wanted: that fewer come is out of the question.
    double share = Math.min(1, (n + 6 * Math.sqrt(n)) / all);
    long limit = share == 1 ? -1 : (long) (share * 0x1p63) << 1;
    List<Nodes> parts =
        Latents.read(context, Split.TRAIN)
            .mapPartitions(
                part ->
                    Tables.chunked(
                        part, IMAGES_AT_ONCE, some -> chosen(some, positions, seed, limit)))
            .collect();
    Nodes candidates = Nodes.concat(parts).inPlace();
    Nodes drawn = candidates.subset(smallest(draws(candidates, positions, seed), n));
    if (drawn.size() != n) {
      throw new IllegalStateException(drawn.size() + " instead of " + n + " nodes were drawn");
    }
    return drawn;
  }

  private static List<Nodes> chosen(List<Latent> latents, int positions, long seed, long limit) {
    Nodes all = Nodes.of(latents, positions);
    long[] draws = draws(all, positions, seed);
    return List.of(
        all.subset(
            IntStream.range(0, draws.length)
                .filter(i -> Long.compareUnsigned(draws[i], limit) <= 0)
                .toArray()));
  }

  /** The rows with the n smallest draws, as unsigned numbers. */
  private static int[] smallest(long[] draws, int n) {
    // With the sign turned over, signed order is unsigned order.
    long[] sorted = LongStream.of(draws).map(d -> d ^ Long.MIN_VALUE).sorted().toArray();
    long last = sorted[n - 1];
    return IntStream.range(0, draws.length)
        .filter(i -> (draws[i] ^ Long.MIN_VALUE) <= last)
        .toArray();
  }

  private static long[] draws(Nodes nodes, int positions, long seed) {
    return IntStream.range(0, nodes.size())
        .mapToLong(i -> draw(seed, nodes.imageIds()[i], nodes.positions()[i], positions))
        .toArray();
  }

  private static long draw(long seed, long image, int position, int positions) {
    return Draw.hash(seed, "graph node", image * positions + position);
  }

  /** The nodes with the smallest draws. */
  private static boolean[] landmarks(StageContext context, Nodes nodes, int count)
      throws IOException {
    boolean[] landmarks = new boolean[nodes.size()];
    long[] draws = draws(nodes, Latents.positions(context), context.settings().seed());
    for (int node : smallest(draws, count)) {
      landmarks[node] = true;
    }
    return landmarks;
  }

  /**
   * A connected graph with what it was before.
   *
   * @param recall share of the true neighbours that were found; 1 if the search was exact
   */
  record Joined(Bridges bridges, Components before, double recall) {
    CsrGraph graph() {
      return bridges.graph();
    }

    void count(StageContext context) {
      DegreeStatistics degrees = graph().degrees();
      context.count("edges", graph().undirectedEdges());
      context.count("components", before.count());
      context.count("largest_component", Arrays.stream(before.sizes()).max().orElse(0));
      context.count("bridges", bridges.count());
      context.count("least_degree", degrees.least());
      context.count("mean_degree", degrees.mean());
      context.count("most_degree", degrees.most());
      context.count("recall", recall);
    }
  }

  /** The k-NN graph of vectors, its components joined by their shortest links. */
  static Joined joined(StageContext context, LatentPoints points, Metric metric) {
    Settings.Graph settings = context.settings().graph();
    int n = points.size();
    NearestNeighbours search = new NearestNeighbours(points, metric);
    boolean exact = exact(settings, n);
    Neighbours found =
        neighbours(
            context,
            points,
            search,
            exact ? NearestNeighbours.ALL_TILES : NearestNeighbours.DEFAULT_TILES);
    CsrGraph graph = linked(settings, n, found);
    Components components = Components.of(graph);
    return new Joined(
        Bridges.join(graph, components, points, search),
        components,
        exact ? 1 : recall(points, search, found));
  }

  private static CsrGraph linked(Settings.Graph settings, int n, Neighbours found) {
    return switch (settings.symmetry()) {
      case UNION -> CsrGraph.union(n, found.k(), found.ids(), found.distances());
      case MUTUAL -> CsrGraph.mutual(n, found.k(), found.ids(), found.distances());
      case SUM ->
          CsrGraph.sum(n, found.k(), found.ids(), found.distances(), settings.lengthPower());
    };
  }

  private static boolean exact(Settings.Graph settings, int nodes) {
    return settings.search() == Search.EXACT
        || settings.search() == Search.AUTO && nodes <= MOST_EXACT;
  }

  /** Found neighbours against true ones, for some nodes here and there. */
  private static double recall(LatentPoints points, NearestNeighbours search, Neighbours found) {
    int k = found.k();
    double sum = 0;
    List<Range> parts = Range.parts(points.size(), RECALL_PLACES);
    for (Range part : parts) {
      int to = Math.min(part.to(), part.from() + RECALL_NODES);
      Neighbours own =
          new Neighbours(
              k,
              Arrays.copyOfRange(found.ids(), part.from() * k, to * k),
              Arrays.copyOfRange(found.distances(), part.from() * k, to * k));
      sum += Recall.measure(own, search.search(points, part.from(), to, k, true));
    }
    return sum / parts.size();
  }

  private static Neighbours neighbours(
      StageContext context, LatentPoints points, NearestNeighbours search, int tiles) {
    int k = context.settings().graph().k();
    List<Range> parts = Range.parts(points.size(), 4 * context.partitions());
    Broadcast<LatentPoints> shared = context.sparkContext().broadcast(points);
    Broadcast<NearestNeighbours> sharedSearch = context.sparkContext().broadcast(search);
    List<Neighbours> found =
        JobProgress.during(
            context,
            "neighbours",
            () ->
                context
                    .sparkContext()
                    .parallelize(parts, parts.size())
                    .map(
                        p ->
                            sharedSearch
                                .value()
                                .search(shared.value(), p.from(), p.to(), k, true, tiles))
                    .collect());
    shared.destroy();
    sharedSearch.destroy();
    int[] ids = new int[Math.multiplyExact(points.size(), k)];
    float[] distances = new float[ids.length];
    int at = 0;
    for (Neighbours part : found) {
      System.arraycopy(part.ids(), 0, ids, at, part.ids().length);
      System.arraycopy(part.distances(), 0, distances, at, part.ids().length);
      at += part.ids().length;
    }
    return new Neighbours(k, ids, distances);
  }
}
