package org.geovq.stage;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.geovq.graph.CsrGraph;
import org.geovq.graph.GraphRange;
import org.geovq.graph.LatentPoints;
import org.geovq.run.JobProgress;
import org.geovq.run.StageContext;
import scala.Tuple2;

/**
 * The table graph/: one row a node with where it comes from, its latent vector, and its neighbours
 * (each undirected edge stands at both its ends). Nodes that lie near each other have near numbers,
 * and the rows of a file follow each other.
 */
final class GraphTable {
  static final String DIRECTORY = "graph";
  private static final int NODES_PER_FILE = 1 << 17;
  private static final int NODES_PER_BLOCK = 1 << 14;
  static final StructType SCHEMA =
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

  /**
   * A graph with its nodes.
   *
   * @param landmarks [L]: node ids, rising
   * @param imageIds image of each node
   * @param positions place of each node in its image's grid
   */
  record Geometry(
      LatentPoints nodes, CsrGraph graph, int[] landmarks, long[] imageIds, int[] positions) {}

  /** A graph that is read, or yet to be where it is needed. */
  @FunctionalInterface
  interface Source {
    Geometry get() throws IOException;
  }

  private record Table(Nodes nodes, CsrGraph graph, boolean[] landmarks) implements Serializable {
    private static final long serialVersionUID = 1;

    Row row(int node) {
      int d = nodes.points().dimension();
      int from = graph.offsets()[node];
      int to = graph.offsets()[node + 1];
      return RowFactory.create(
          node,
          nodes.imageIds()[node],
          nodes.positions()[node],
          Arrays.copyOfRange(nodes.points().mu(), node * d, (node + 1) * d),
          Arrays.copyOfRange(nodes.points().logVariance(), node * d, (node + 1) * d),
          Arrays.copyOfRange(graph.targets(), from, to),
          Arrays.copyOfRange(graph.lengths(), from, to),
          landmarks[node]);
    }

    Iterator<Row> rows(Range range) {
      return IntStream.range(range.from(), range.to()).mapToObj(this::row).iterator();
    }
  }

  /** Some rows of the table as arrays, in any order. */
  record Block(
      int[] ids, Nodes nodes, boolean[] landmarks, int[] degrees, int[] targets, float[] lengths)
      implements Serializable {
    private static final long serialVersionUID = 1;

    /**
     * Of stored rows, at least one.
     *
     * @param n nodes of the graph
     * @throws UserError if they are not rows of such a graph
     */
    static Block of(List<InternalRow> rows, int n) {
      int size = rows.size();
      int d = new StoredRow(DIRECTORY, rows.get(0)).length(3);
      if (d == 0) {
        throw StoredRow.damaged(DIRECTORY, "a node without a latent vector", "one of each");
      }
      LatentPoints points = new LatentPoints(d, new float[size * d], new float[size * d]);
      Nodes nodes = new Nodes(points, new long[size], new int[size]);
      int[] degrees =
          rows.stream().mapToInt(row -> new StoredRow(DIRECTORY, row).length(5)).toArray();
      int edges = Arrays.stream(degrees).sum();
      Block block =
          new Block(
              new int[size], nodes, new boolean[size], degrees, new int[edges], new float[edges]);
      int edge = 0;
      for (int i = 0; i < size; i++) {
        block.put(i, edge, new StoredRow(DIRECTORY, rows.get(i)), n);
        edge += degrees[i];
      }
      return block;
    }

    private void put(int i, int edge, StoredRow row, int n) {
      int d = nodes.points().dimension();
      int degree = degrees[i];
      ids[i] = row.number(0, 0, n - 1);
      nodes.imageIds()[i] = row.id(1);
      nodes.positions()[i] = row.number(2, 0, Integer.MAX_VALUE);
      System.arraycopy(row.floats(3, d), 0, nodes.points().mu(), i * d, d);
      System.arraycopy(row.floats(4, d), 0, nodes.points().logVariance(), i * d, d);
      System.arraycopy(row.indices(5, degree, n), 0, targets, edge, degree);
      System.arraycopy(row.floats(6, degree), 0, lengths, edge, degree);
      for (int e = edge; e < edge + degree; e++) {
        if (!(lengths[e] >= 0 && lengths[e] < Float.POSITIVE_INFINITY)) {
          throw StoredRow.damaged(DIRECTORY, "an edge of length " + lengths[e], "at least 0");
        }
      }
      landmarks[i] = row.flag(7);
    }
  }

  /** Writes the table, in place of what an execution that was killed left of it. */
  static void write(StageContext context, Nodes nodes, CsrGraph graph, boolean[] landmarks)
      throws IOException {
    Tables.clear(context.files(), context.output());
    List<Range> ranges =
        Range.parts(nodes.size(), Math.max(context.partitions(), nodes.size() / NODES_PER_FILE));
    Broadcast<Table> table = context.sparkContext().broadcast(new Table(nodes, graph, landmarks));
    JavaRDD<Row> rows =
        context
            .sparkContext()
            .parallelize(ranges, ranges.size())
            .flatMap(range -> table.value().rows(range));
    JobProgress.during(
        context, "graph", () -> Tables.append(context.spark(), rows, SCHEMA, context.output()));
    table.destroy();
  }

  static Geometry read(StageContext context) throws IOException {
    int n = context.manifest(DIRECTORY).size("nodes", Integer.MAX_VALUE);
    List<Block> blocks =
        Tables.read(context.spark(), context.input(DIRECTORY), SCHEMA)
            .map(InternalRow::copy)
            .mapPartitions(
                rows -> Tables.chunked(rows, NODES_PER_BLOCK, some -> List.of(Block.of(some, n))))
            .collect();
    boolean[] landmarks = new boolean[n];
    int[] places = new int[n];
    BitSet found = new BitSet(n);
    int at = 0;
    for (Block block : blocks) {
      for (int i = 0; i < block.ids.length; i++) {
        landmarks[block.ids[i]] = block.landmarks[i];
        places[block.ids[i]] = at++;
        found.set(block.ids[i]);
      }
    }
    if (at != n || found.cardinality() != n) {
      throw StoredRow.damaged(
          DIRECTORY, found.cardinality() + " nodes in " + at + " rows", n + " nodes");
    }
    Nodes nodes = Nodes.concat(blocks.stream().map(Block::nodes).toList()).subset(places);
    GraphRange edges = edges(0, blocks);
    return new Geometry(
        nodes.points(),
        new CsrGraph(edges.offsets(), edges.targets(), edges.lengths()),
        IntStream.range(0, n).filter(i -> landmarks[i]).toArray(),
        nodes.imageIds(),
        nodes.positions());
  }

  /** The edges of some nodes that follow each other, from all blocks that hold them. */
  private static GraphRange edges(int first, List<Block> blocks) {
    int[] offsets = new int[blocks.stream().mapToInt(block -> block.ids.length).sum() + 1];
    for (Block block : blocks) {
      for (int i = 0; i < block.ids.length; i++) {
        offsets[block.ids[i] - first + 1] = block.degrees[i];
      }
    }
    Arrays.parallelPrefix(offsets, Math::addExact);
    int size = offsets[offsets.length - 1];
    GraphRange edges = new GraphRange(first, offsets, new int[size], new float[size]);
    for (Block block : blocks) {
      int from = 0;
      for (int i = 0; i < block.ids.length; i++) {
        int to = offsets[block.ids[i] - first];
        System.arraycopy(block.targets, from, edges.targets(), to, block.degrees[i]);
        System.arraycopy(block.lengths, from, edges.lengths(), to, block.degrees[i]);
        from += block.degrees[i];
      }
    }
    return edges;
  }

  /** The landmarks alone, rising. */
  static int[] landmarks(StageContext context) {
    StructType columns = new StructType(new StructField[] {SCHEMA.fields()[0], SCHEMA.fields()[7]});
    return Tables.read(context.spark(), context.input(DIRECTORY), columns, "landmark", true)
        .map(row -> row.getInt(0))
        .collect()
        .stream()
        .mapToInt(Integer::intValue)
        .sorted()
        .toArray();
  }

  /**
   * The graph in ranges of nodes, one a partition, none of which comes to the driver.
   *
   * @param starts first node of each range, rising from 0
   */
  static JavaRDD<GraphRange> ranges(StageContext context, int[] starts) throws IOException {
    int n = context.manifest(DIRECTORY).size("nodes", Integer.MAX_VALUE);
    return Tables.read(context.spark(), context.input(DIRECTORY), SCHEMA)
        .map(InternalRow::copy)
        .mapPartitionsToPair(
            rows -> Tables.chunked(rows, NODES_PER_BLOCK, some -> byRange(some, starts, n)))
        .groupByKey(new HashPartitioner(starts.length))
        .map(
            part -> {
              List<Block> blocks = new ArrayList<>();
              part._2().forEach(blocks::add);
              return edges(starts[part._1()], blocks);
            });
  }

  private static List<Tuple2<Integer, Block>> byRange(List<InternalRow> rows, int[] starts, int n) {
    Map<Integer, List<InternalRow>> groups =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    row ->
                        GraphRange.holding(
                            starts, new StoredRow(DIRECTORY, row).number(0, 0, n - 1))));
    return groups.entrySet().stream()
        .map(group -> new Tuple2<>(group.getKey(), Block.of(group.getValue(), n)))
        .toList();
  }
}
