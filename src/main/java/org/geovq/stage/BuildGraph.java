package org.geovq.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.broadcast.Broadcast;
import org.geovq.UserError;
import org.geovq.config.Settings;
import org.geovq.data.Split;
import org.geovq.graph.Bridges;
import org.geovq.graph.Components;
import org.geovq.graph.CsrGraph;
import org.geovq.graph.LatentPoints;
import org.geovq.graph.Metric;
import org.geovq.graph.NearestNeighbours;
import org.geovq.graph.Neighbours;
import org.geovq.random.Draw;
import org.geovq.run.JobProgress;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import org.geovq.stage.GraphTable.Candidate;

/**
 * Stage build-graph: draws nodes among the training latents and joins each to its nearest
 * neighbours.
 */
public final class BuildGraph implements Stage {

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

  @Override
  public void run(StageContext context) throws IOException {
    Settings.Graph settings = context.settings().graph();
    List<Candidate> drawn = draw(context, settings.nodes());
    List<Candidate> nodes = drawn.stream().sorted(Candidate.BY_PLACE).toList();
    LatentPoints points = GraphTable.points(nodes);
    points.requireFinite("latents/");
    Joined found = joined(context, points, settings.metric());
    CsrGraph graph =
        settings.length() == Settings.Length.PULLBACK
            ? DecodedLengths.measure(
                context,
                points,
                nodes.stream().mapToLong(Candidate::imageId).toArray(),
                nodes.stream().mapToInt(Candidate::position).toArray(),
                found.graph())
            : found.graph();
    boolean[] landmarks = new boolean[nodes.size()];
    Candidate last = drawn.get(settings.landmarks() - 1);
    for (int i = 0; i < landmarks.length; i++) {
      landmarks[i] = Candidate.BY_DRAW.compare(nodes.get(i), last) <= 0;
    }
    GraphTable.write(context, nodes, graph, landmarks);
    context.count("nodes", nodes.size());
    context.count("edges", graph.undirectedEdges());
    context.count("components", found.components());
    context.count("bridges", found.bridges());
    context.count("landmarks", settings.landmarks());
  }

  /** The n training latents whose draws are the smallest, in the order of their draws. */
  private static List<Candidate> draw(StageContext context, int n) throws IOException {
    int positions = positions(context);
    long all = context.manifest(Images.DIRECTORY).count(Split.TRAIN.configName()) * positions;
    if (all < n) {
      throw new UserError("graph.nodes = %,d: there are only %,d training latents.", n, all);
    }
    long seed = context.settings().seed();
    // Six standard deviations more than wanted: that fewer come is out of the question.
    double share = Math.min(1, (n + 6 * Math.sqrt(n)) / all);
    long limit = share == 1 ? -1 : (long) (share * 0x1p63) << 1;
    List<Candidate> candidates =
        new ArrayList<>(
            Latents.read(context, Split.TRAIN)
                .flatMap(latent -> candidates(latent, positions, seed, limit).iterator())
                .collect());
    candidates.sort(Candidate.BY_DRAW);
    if (candidates.size() < n) {
      throw new IllegalStateException(
          "only " + candidates.size() + " of " + n + " nodes were drawn");
    }
    return candidates.subList(0, n);
  }

  private static List<Candidate> candidates(
      Latents.Latent latent, int positions, long seed, long limit) {
    List<Candidate> chosen = new ArrayList<>();
    int d = latent.mu().length / positions;
    for (int p = 0; p < positions; p++) {
      long draw = Draw.hash(seed, "graph node", latent.id() * positions + p);
      if (Long.compareUnsigned(draw, limit) <= 0) {
        float[] mu = Arrays.copyOfRange(latent.mu(), p * d, (p + 1) * d);
        float[] logVariance = Arrays.copyOfRange(latent.logVariance(), p * d, (p + 1) * d);
        chosen.add(new Candidate(draw, latent.id(), p, mu, logVariance));
      }
    }
    return chosen;
  }

  /** A connected graph with what it was before. */
  record Joined(CsrGraph graph, int components, int bridges) {}

  /** The k-NN graph of vectors, its components joined by their shortest links. */
  static Joined joined(StageContext context, LatentPoints points, Metric metric) {
    CsrGraph graph = neighbourGraph(context, points, context.settings().graph().k(), metric);
    Bridges bridges = Bridges.join(graph, points, metric);
    return new Joined(bridges.graph(), Components.of(graph).count(), bridges.count());
  }

  private static CsrGraph neighbourGraph(
      StageContext context, LatentPoints points, int k, Metric metric) {
    int n = points.size();
    int blocks = Math.min(n, 4 * context.partitions());
    Broadcast<LatentPoints> shared = context.sparkContext().broadcast(points);
    List<Integer> indices = IntStream.range(0, blocks).boxed().toList();
    List<Neighbours> found =
        JobProgress.during(
            context,
            "neighbours",
            blocks,
            () ->
                context
                    .sparkContext()
                    .parallelize(indices, blocks)
                    .map(
                        b ->
                            block(
                                shared.value(),
                                metric,
                                k,
                                start(b, n, blocks),
                                start(b + 1, n, blocks)))
                    .collect());
    shared.destroy();
    int[] ids = new int[n * k];
    float[] distances = new float[n * k];
    int at = 0;
    for (Neighbours part : found) {
      System.arraycopy(part.ids(), 0, ids, at, part.ids().length);
      System.arraycopy(part.distances(), 0, distances, at, part.ids().length);
      at += part.ids().length;
    }
    return CsrGraph.union(n, k, ids, distances);
  }

  private static int start(int block, int n, int blocks) {
    return (int) ((long) block * n / blocks);
  }

  private static Neighbours block(LatentPoints points, Metric metric, int k, int from, int to) {
    return new NearestNeighbours(points, metric).search(points, from, to, k, true);
  }

  /** Vectors per image. */
  static int positions(StageContext context) throws IOException {
    var latents = context.manifest(Latents.DIRECTORY);
    return (int) (latents.count("grid_rows") * latents.count("grid_columns"));
  }
}
