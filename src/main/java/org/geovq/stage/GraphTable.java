package org.geovq.stage;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.geovq.graph.CsrGraph;
import org.geovq.graph.LatentPoints;
import org.geovq.run.StageContext;

/**
 * The table graph/: one row a node with where it comes from, its latent vector, and its neighbours
 * (each undirected edge stands at both its ends).
 */
final class GraphTable {
  static final String DIRECTORY = "graph";
  private static final StructType SCHEMA =
      Tables.schema(
          Tables.field("node", DataTypes.IntegerType),
          Tables.field("image_id", DataTypes.LongType),
          Tables.field("position", DataTypes.IntegerType),
          Tables.field("mu", Tables.FLOATS),
          Tables.field("log_variance", Tables.FLOATS),
          Tables.field("neighbours", Tables.INTS),
          Tables.field("lengths", Tables.FLOATS),
          Tables.field("landmark", DataTypes.BooleanType));

  private GraphTable() {}

  /** A node before it has a number: its draw, and the latent vector it is. */
  record Candidate(long draw, long imageId, int position, float[] mu, float[] logVariance)
      implements Serializable {

    static final Comparator<Candidate> BY_DRAW = (a, b) -> Long.compareUnsigned(a.draw, b.draw);
    static final Comparator<Candidate> BY_PLACE =
        Comparator.comparingLong(Candidate::imageId).thenComparingInt(Candidate::position);
  }

  /**
   * A graph with its nodes.
   *
   * @param imageIds image of each node
   * @param positions place of each node in its image's grid
   */
  record Geometry(
      LatentPoints nodes, CsrGraph graph, int[] landmarks, long[] imageIds, int[] positions) {}

  static LatentPoints points(List<Candidate> nodes) {
    int dimension = nodes.get(0).mu().length;
    float[] mu = new float[nodes.size() * dimension];
    float[] logVariance = new float[mu.length];
    for (int i = 0; i < nodes.size(); i++) {
      System.arraycopy(nodes.get(i).mu(), 0, mu, i * dimension, dimension);
      System.arraycopy(nodes.get(i).logVariance(), 0, logVariance, i * dimension, dimension);
    }
    return new LatentPoints(dimension, mu, logVariance);
  }

  static void write(
      StageContext context, List<Candidate> nodes, CsrGraph graph, boolean[] landmarks) {
    List<Row> rows = new ArrayList<>(nodes.size());
    for (int i = 0; i < nodes.size(); i++) {
      Candidate node = nodes.get(i);
      int from = graph.offsets()[i];
      int to = graph.offsets()[i + 1];
      rows.add(
          RowFactory.create(
              i,
              node.imageId(),
              node.position(),
              node.mu(),
              node.logVariance(),
              Arrays.copyOfRange(graph.targets(), from, to),
              Arrays.copyOfRange(graph.lengths(), from, to),
              landmarks[i]));
    }
    var table = context.sparkContext().parallelize(rows, context.partitions());
    Tables.append(context.spark(), table, SCHEMA, context.output());
  }

  static Geometry read(StageContext context) throws IOException {
    int n = (int) context.manifest(DIRECTORY).count("nodes");
    List<InternalRow> rows =
        Tables.read(context.spark(), context.input(DIRECTORY), SCHEMA)
            .map(InternalRow::copy)
            .collect();
    InternalRow[] byNode = new InternalRow[n];
    rows.forEach(row -> byNode[row.getInt(0)] = row);
    List<Candidate> nodes = new ArrayList<>(n);
    int[] offsets = new int[n + 1];
    List<Integer> landmarks = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      InternalRow row = byNode[i];
      nodes.add(
          new Candidate(
              0,
              row.getLong(1),
              row.getInt(2),
              row.getArray(3).toFloatArray(),
              row.getArray(4).toFloatArray()));
      offsets[i + 1] = offsets[i] + row.getArray(5).numElements();
      if (row.getBoolean(7)) {
        landmarks.add(i);
      }
    }
    CsrGraph graph = new CsrGraph(offsets, new int[offsets[n]], new float[offsets[n]]);
    for (int i = 0; i < n; i++) {
      int degree = offsets[i + 1] - offsets[i];
      System.arraycopy(byNode[i].getArray(5).toIntArray(), 0, graph.targets(), offsets[i], degree);
      System.arraycopy(
          byNode[i].getArray(6).toFloatArray(), 0, graph.lengths(), offsets[i], degree);
    }
    return new Geometry(
        points(nodes),
        graph,
        landmarks.stream().mapToInt(Integer::intValue).toArray(),
        nodes.stream().mapToLong(Candidate::imageId).toArray(),
        nodes.stream().mapToInt(Candidate::position).toArray());
  }
}
