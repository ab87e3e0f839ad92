package org.geovq.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.geovq.cluster.DirectDistances;
import org.geovq.cluster.GeodesicDistances;
import org.geovq.code.Codebook;
import org.geovq.code.DirectAssigner;
import org.geovq.config.Arm;
import org.geovq.config.Settings;
import org.geovq.config.Settings.Decode;
import org.geovq.config.Settings.Geometry;
import org.geovq.graph.CsrGraph;
import org.geovq.graph.LatentPoints;
import org.geovq.graph.Metric;
import org.geovq.run.Json;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stage ablation: what the choices around the geodesics are worth. On the run's nodes, landmarks, K
 * and seed, under one metric: k-medoids on geodesic and on straight distances, on their sums and
 * the sums of their squares, decoded by medoid and by mean. Vectors get the nearest code in that
 * metric, with their own sigma, everywhere.
 */
public final class Ablation implements Stage {
  private static final Logger LOG = LoggerFactory.getLogger(Ablation.class);
  private static final String FILE = "variants.json";

  private final Geometry geometry;

  Ablation(Geometry geometry) {
    this.geometry = geometry;
  }

  private static String directory(Geometry geometry) {
    return "ablation/" + key(geometry);
  }

  @Override
  public String name() {
    return "ablation";
  }

  @Override
  public String output() {
    return directory(geometry);
  }

  @Override
  public List<String> inputs() {
    return List.of(Images.DIRECTORY, TrainVae.DIRECTORY, Latents.DIRECTORY, GraphTable.DIRECTORY);
  }

  @Override
  public List<String> settings() {
    return List.of("seed", "graph", "codebook.size", "codebook.max-rounds");
  }

  @Override
  public String about() {
    return "measures what metric, paths, cost and decoding are worth";
  }

  @Override
  public boolean resumable() {
    return true;
  }

  @Override
  public void run(StageContext context) throws IOException {
    GraphTable.Geometry nodes = GraphTable.read(context);
    List<Metrics.Variant> variants = new ArrayList<>(on(context, nodes, Arm.GEODESIC));
    if (geometry != Geometry.PULLBACK) {
      variants.addAll(on(context, nodes, Arm.DIRECT));
    }
    Json.write(context.files(), new Path(context.output(), FILE), variants);
    context.count("variants", variants.size());
  }

  /** All distances are held here, wherever the codebooks' are. */
  @Override
  public void check(StageContext context) {
    Settings.Graph graph = context.settings().graph();
    Distances.requireRoom(
        graph.landmarks(),
        graph.nodes(),
        "leave out ablation.metrics, or lower graph.landmarks or graph.nodes");
  }

  /** The variants of a finished ablation. */
  static List<Metrics.Variant> read(StageContext context, Geometry geometry) throws IOException {
    Path file = new Path(context.input(directory(geometry)), FILE);
    return List.of(Json.read(context.files(), file, Metrics.Variant[].class));
  }

  /** Both costs and both ways to decode, on one kind of distances. */
  private List<Metrics.Variant> on(StageContext context, GraphTable.Geometry nodes, Arm arm)
      throws IOException {
    HeldDistances distances = distances(context, nodes, arm);
    Settings settings = context.settings();
    List<Metrics.Variant> variants = new ArrayList<>();
    try (RateDistortion meter = new RateDistortion(context, settings.codebook().size())) {
      for (int power = 1; power <= 2; power++) {
        Codebook codebook =
            Quantizer.codebook(
                    arm,
                    nodes.nodes(),
                    nodes.landmarks(),
                    () -> distances,
                    settings.codebook().withCostPower(power),
                    settings.codebook().size(),
                    1,
                    settings.seed(),
                    cost -> {})
                .codebook();
        for (Decode decode : Decode.values()) {
          try (Coding coding = coding(context, codebook, decode)) {
            Metrics.Point point = meter.measure(arm, settings.seed(), coding, null);
            variants.add(variant(arm, power, decode, point));
          }
        }
      }
    }
    return variants;
  }

  private Metrics.Variant variant(Arm arm, int power, Decode decode, Metrics.Point point) {
    Metrics.Variant variant =
        new Metrics.Variant(
            key(geometry),
            arm.key(),
            power,
            decode.name().toLowerCase(Locale.ROOT),
            point.mse(),
            point.used(),
            point.usagePerplexity(),
            point.entropyBitsPerImage());
    LOG.info("ablation: {}", variant);
    return variant;
  }

  private HeldDistances distances(StageContext context, GraphTable.Geometry nodes, Arm arm)
      throws IOException {
    return HeldDistances.whole(
        arm == Arm.DIRECT
            ? DirectDistances.table(nodes.nodes(), nodes.landmarks(), metric(context))
            : GeodesicDistances.table(graph(context, nodes), nodes.landmarks()));
  }

  private CsrGraph graph(StageContext context, GraphTable.Geometry nodes) throws IOException {
    CsrGraph found = BuildGraph.joined(context, nodes.nodes(), metric(context)).graph();
    CsrGraph graph =
        geometry == Geometry.PULLBACK
            ? DecodedLengths.measure(
                context, nodes.nodes(), nodes.imageIds(), nodes.positions(), found)
            : found;
    return graph.raised(context.settings().graph().lengthPower());
  }

  private Coding coding(StageContext context, Codebook codebook, Decode decode) throws IOException {
    LatentPoints medoids = codebook.medoids();
    Assignment assignment = Assignment.of(context, new DirectAssigner(medoids, metric(context)));
    return new Coding(
        split -> assignment.codes(Latents.read(context, split), Images.read(context, split)),
        Codebooks.source(context, Quantize.vectors(codebook, decode)),
        assignment::close);
  }

  /** Decoded lengths are those of edges: neighbours and codes are found in the run's own metric. */
  private Metric metric(StageContext context) {
    return geometry == Geometry.PULLBACK
        ? context.settings().graph().metric()
        : Metric.valueOf(geometry.name());
  }

  private static String key(Geometry geometry) {
    return geometry.name().toLowerCase(Locale.ROOT);
  }
}
