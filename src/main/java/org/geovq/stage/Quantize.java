package org.geovq.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.geovq.cluster.DistanceTable;
import org.geovq.code.Codebook;
import org.geovq.config.Arm;
import org.geovq.config.Settings;
import org.geovq.config.Settings.TablePlace;
import org.geovq.eval.Silhouette;
import org.geovq.graph.LatentPoints;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stage quantize: the codebook of one arm, K vectors that serve all nodes. */
public final class Quantize implements Stage {
  private static final Logger LOG = LoggerFactory.getLogger(Quantize.class);
  private static final String SILHOUETTE = "silhouette";
  static final StructType SCHEMA =
      Tables.schema(
          Tables.field("code", DataTypes.IntegerType),
          Tables.field("node", DataTypes.IntegerType),
          Tables.field("mu", Tables.FLOATS),
          Tables.field("log_variance", Tables.FLOATS),
          Tables.field("mean", Tables.FLOATS));

  private final Arm arm;

  Quantize(Arm arm) {
    this.arm = arm;
  }

  /** Where an arm's codebook is. */
  static String directory(Arm arm) {
    return "codebook/" + arm.key();
  }

  @Override
  public String name() {
    return "quantize";
  }

  @Override
  public String output() {
    return directory(arm);
  }

  @Override
  public List<String> inputs() {
    return arm == Arm.GEODESIC
        ? List.of(GraphTable.DIRECTORY, Geodesics.DIRECTORY)
        : List.of(GraphTable.DIRECTORY);
  }

  @Override
  public List<String> settings() {
    return List.of(
        "seed",
        "codebook.size",
        "codebook.cost-power",
        "codebook.starts",
        "codebook.max-rounds",
        "codebook.table",
        "codebook.sample-nodes");
  }

  @Override
  public String about() {
    return "chooses the codebook among the nodes, or by k-means";
  }

  /** Hours lie before it in a run's first pass. */
  @Override
  public void check(StageContext context) throws IOException {
    if (Quantizer.needsDistances(arm) && context.directory().manifest(output()).isEmpty()) {
      Distances.requireRoom(context.settings());
    }
  }

  @Override
  public void run(StageContext context) throws IOException {
    GraphTable.Geometry geometry = GraphTable.read(context);
    Quantizer.Quantized quantized = quantized(context, geometry);
    write(context, quantized.codebook());
    context.count("size", quantized.codebook().size());
    context.count("cost", quantized.cost());
    context.count("cost_per_node", quantized.cost() / geometry.nodes().size());
    context.count("cost_per_round", quantized.costPerRound());
    context.count("converged", quantized.converged());
  }

  private Quantizer.Quantized quantized(StageContext context, GraphTable.Geometry geometry)
      throws IOException {
    if (!Quantizer.needsDistances(arm)) {
      return held(context, geometry, null);
    }
    Distances distances = new Distances(context, arm, geometry.nodes(), geometry.landmarks());
    TablePlace place = distances.place(context.settings().codebook().size());
    context.count("table", place.name().toLowerCase(Locale.ROOT));
    if (place == TablePlace.EXECUTORS) {
      return spread(context, geometry, distances);
    }
    HeldDistances held = distances.held();
    if (place == TablePlace.SAMPLE) {
      LOG.info(
          "quantize: k-medoids on {} of {} nodes: the cost is an estimate",
          held.nodes().length,
          geometry.nodes().size());
      context.count("sample_nodes", held.nodes().length);
    }
    Quantizer.Quantized quantized = held(context, geometry, held);
    if (arm == Arm.GEODESIC) {
      countSilhouette(context, held.table(), quantized);
    }
    return quantized;
  }

  private Quantizer.Quantized held(
      StageContext context, GraphTable.Geometry geometry, HeldDistances distances) {
    Settings.Codebook settings = context.settings().codebook();
    return Quantizer.codebook(
        arm,
        geometry.nodes(),
        geometry.landmarks(),
        () -> distances,
        settings,
        settings.size(),
        settings.starts(),
        context.settings().seed(),
        Quantize::log);
  }

  private static Quantizer.Quantized spread(
      StageContext context, GraphTable.Geometry geometry, Distances distances) throws IOException {
    try (SpreadDistances rows = distances.spread()) {
      return Quantizer.spread(
          geometry.nodes(),
          geometry.landmarks(),
          rows,
          context.settings().codebook(),
          context.settings().seed(),
          Quantize::log);
    }
  }

  private static void log(double cost) {
    LOG.info("quantize: cost {}", String.format("%.6g", cost));
  }

  /** Where all nodes are at one place there is nothing to tell clusters by. */
  private static void countSilhouette(
      StageContext context, DistanceTable geodesics, Quantizer.Quantized quantized) {
    int[] clusters = quantized.clusters();
    if (Arrays.stream(clusters).distinct().count() > 1) {
      int size = quantized.codebook().size();
      context.count(
          SILHOUETTE, Silhouette.of(geodesics.rows(), geodesics.landmarks(), clusters, size));
    }
  }

  /** Mean silhouette of an arm's clusters on the geodesic distances; null where it has none. */
  static Double silhouette(StageContext context, Arm arm) throws IOException {
    if (arm != Arm.GEODESIC) {
      return null;
    }
    Object figure = context.manifest(directory(arm)).counts().get(SILHOUETTE);
    return figure instanceof Number number ? number.doubleValue() : null;
  }

  private static void write(StageContext context, Codebook codebook) {
    LatentPoints medoids = codebook.medoids();
    int d = medoids.dimension();
    List<Row> rows = new ArrayList<>(codebook.size());
    for (int code = 0; code < codebook.size(); code++) {
      int from = code * d;
      int to = from + d;
      rows.add(
          RowFactory.create(
              code,
              codebook.medoidNodes()[code],
              Arrays.copyOfRange(medoids.mu(), from, to),
              Arrays.copyOfRange(medoids.logVariance(), from, to),
              Arrays.copyOfRange(codebook.means(), from, to)));
    }
    Tables.append(
        context.spark(), context.sparkContext().parallelize(rows, 1), SCHEMA, context.output());
  }

  static Codebook read(StageContext context, Arm arm) throws IOException {
    int size = context.manifest(directory(arm)).size("size", Codes.MOST_CODES);
    int d = context.manifest(Latents.DIRECTORY).size("dimension", Integer.MAX_VALUE / size);
    List<InternalRow> rows =
        Tables.read(context.spark(), context.input(directory(arm)), SCHEMA)
            .map(InternalRow::copy)
            .collect();
    return codebook(directory(arm), rows, size, d);
  }

  /**
   * Of stored rows.
   *
   * @param size K
   * @param d numbers per vector
   * @throws UserError if they are not one row a code, of finite vectors
   */
  static Codebook codebook(String table, List<InternalRow> rows, int size, int d) {
    LatentPoints medoids = new LatentPoints(d, new float[size * d], new float[size * d]);
    float[] means = new float[size * d];
    int[] nodes = new int[size];
    BitSet codes = new BitSet();
    for (InternalRow row : rows) {
      StoredRow stored = new StoredRow(table, row);
      int code = stored.number(0, 0, size - 1);
      codes.set(code);
      nodes[code] = stored.number(1, -1, Integer.MAX_VALUE);
      System.arraycopy(stored.floats(2, d), 0, medoids.mu(), code * d, d);
      System.arraycopy(stored.floats(3, d), 0, medoids.logVariance(), code * d, d);
      System.arraycopy(stored.floats(4, d), 0, means, code * d, d);
    }
    if (rows.size() != size || codes.cardinality() != size) {
      throw StoredRow.damaged(
          table, codes.cardinality() + " codes in " + rows.size() + " rows", size + " codes");
    }
    medoids.requireFinite(table);
    new LatentPoints(d, means, new float[means.length]).requireFinite(table + ", means");
    return new Codebook(medoids, nodes, means);
  }

  /** What codes decode from, row-major [K, D]. */
  static float[] vectors(Codebook codebook, Settings.Decode decode) {
    return decode == Settings.Decode.MEDOID ? codebook.medoids().mu() : codebook.means();
  }
}
