package org.geovq.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.geovq.cluster.Clustering;
import org.geovq.cluster.DistanceTable;
import org.geovq.cluster.KMedoids;
import org.geovq.code.Codebook;
import org.geovq.config.Settings;
import org.geovq.graph.LatentPoints;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stage quantize: K landmarks that serve all nodes at the least total geodesic distance. */
public final class Quantize implements Stage {
  static final String DIRECTORY = "codebook";
  private static final Logger LOG = LoggerFactory.getLogger(Quantize.class);
  private static final StructType SCHEMA =
      Tables.schema(
          Tables.field("code", DataTypes.IntegerType),
          Tables.field("node", DataTypes.IntegerType),
          Tables.field("mu", Tables.FLOATS),
          Tables.field("log_variance", Tables.FLOATS),
          Tables.field("mean", Tables.FLOATS));

  @Override
  public String name() {
    return "quantize";
  }

  @Override
  public String output() {
    return DIRECTORY;
  }

  @Override
  public List<String> inputs() {
    return List.of(GraphTable.DIRECTORY, Geodesics.DIRECTORY);
  }

  @Override
  public List<String> settings() {
    return List.of(
        "seed", "codebook.size", "codebook.cost-power", "codebook.starts", "codebook.max-rounds");
  }

  @Override
  public String about() {
    return "chooses the codebook by k-medoids on the geodesic distances";
  }

  @Override
  public void run(StageContext context) throws IOException {
    Settings.Codebook settings = context.settings().codebook();
    DistanceTable table = Geodesics.read(context);
    Clustering clustering =
        KMedoids.best(
            table,
            settings.size(),
            settings.costPower(),
            settings.starts(),
            settings.maxRounds(),
            context.settings().seed(),
            loss -> LOG.info("quantize: cost {}", String.format("%.6g", loss)));
    Codebook codebook = Codebook.of(GraphTable.read(context).nodes(), table, clustering);
    write(context, codebook);
    context.count("size", codebook.size());
    context.count("cost", clustering.loss());
    context.count("cost_per_node", clustering.loss() / table.nodes());
    context.count("cost_per_round", clustering.lossPerRound());
    context.count("converged", clustering.converged());
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

  static Codebook read(StageContext context) throws IOException {
    int size = (int) context.manifest(DIRECTORY).count("size");
    List<InternalRow> rows =
        Tables.read(context.spark(), context.input(DIRECTORY), SCHEMA)
            .map(InternalRow::copy)
            .collect();
    int d = rows.get(0).getArray(2).numElements();
    LatentPoints medoids = new LatentPoints(d, new float[size * d], new float[size * d]);
    float[] means = new float[size * d];
    int[] nodes = new int[size];
    for (InternalRow row : rows) {
      int code = row.getInt(0);
      nodes[code] = row.getInt(1);
      System.arraycopy(row.getArray(2).toFloatArray(), 0, medoids.mu(), code * d, d);
      System.arraycopy(row.getArray(3).toFloatArray(), 0, medoids.logVariance(), code * d, d);
      System.arraycopy(row.getArray(4).toFloatArray(), 0, means, code * d, d);
    }
    return new Codebook(medoids, nodes, means);
  }

  /** What codes decode from, row-major [K, D]. */
  static float[] vectors(Codebook codebook, Settings.Decode decode) {
    return decode == Settings.Decode.MEDOID ? codebook.medoids().mu() : codebook.means();
  }
}
