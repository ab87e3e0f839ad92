package org.geovq.stage;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.geovq.UserError;
import org.geovq.cluster.LandmarkRow;
import org.geovq.config.Settings;
import org.geovq.graph.CsrGraph;
import org.geovq.graph.ShortestPaths;
import org.geovq.run.JobProgress;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stage geodesics: the distance along the graph from every landmark to every node, one walk a
 * landmark.
 */
public final class Geodesics implements Stage {
  static final String DIRECTORY = "geodesics";
  private static final long BYTES_PER_FILE = 64 << 20;
  private static final int TASKS_PER_SLOT = 4;
  private static final Logger LOG = LoggerFactory.getLogger(Geodesics.class);
  static final StructType SCHEMA =
      Tables.schema(
          Tables.field("landmark", DataTypes.IntegerType),
          Tables.field("distances", Tables.PACKED_FLOATS));

  @Override
  public String name() {
    return "geodesics";
  }

  @Override
  public String output() {
    return DIRECTORY;
  }

  @Override
  public List<String> inputs() {
    return List.of(GraphTable.DIRECTORY);
  }

  @Override
  public List<String> settings() {
    return List.of();
  }

  /** Told apart from tables of before, whose rows were arrays. */
  @Override
  public Map<String, String> sources(StageContext context) {
    return Map.of("rows", "float32, little-endian");
  }

  @Override
  public String about() {
    return "computes shortest paths from every landmark to every node";
  }

  /** Hours lie before it in a run's first pass. */
  @Override
  public void check(StageContext context) throws IOException {
    if (context.directory().manifest(DIRECTORY).isEmpty()) {
      Settings.Graph graph = context.settings().graph();
      Path folder = context.directory().root();
      while (!context.files().exists(folder) && folder.getParent() != null) {
        folder = folder.getParent();
      }
      long free =
          context.files().getStatus(folder).getRemaining()
              + context.directory().leftBytes(DIRECTORY);
      requireDisk(free, folder, graph.landmarks(), graph.nodes());
    }
  }

  @Override
  public void run(StageContext context) throws IOException {
    long nodes = context.manifest(GraphTable.DIRECTORY).count("nodes");
    long edges = 2 * context.manifest(GraphTable.DIRECTORY).count("edges");
    long landmarks = context.manifest(GraphTable.DIRECTORY).count("landmarks");
    long free = context.files().getStatus(context.output()).getRemaining();
    requireDisk(free, context.output(), landmarks, nodes);
    long graph = 4 * nodes + 8 * edges;
    boolean whole = graph <= (long) context.settings().broadcastLimitMb() << 20;
    LOG.info(
        "geodesics: distances: {} x {} float32 = {}; the graph, {}, is {}",
        String.format("%,d", landmarks),
        String.format("%,d", nodes),
        Memory.size(4 * landmarks * nodes),
        Memory.size(graph),
        whole ? "sent to every executor" : "cut into ranges over the executors");
    if (whole) {
      broadcast(context);
    } else {
      long range = (long) Math.max(1, context.settings().broadcastLimitMb()) << 20;
      int ranges = Math.toIntExact(graph / range) + 1;
      PartitionedPaths.write(context, Math.max(ranges, context.partitions()), SCHEMA);
    }
    context.count("landmarks", landmarks);
    context.count("nodes", nodes);
    context.count("partitioned", !whole);
  }

  private static void requireDisk(long free, Path folder, long landmarks, long nodes) {
    if (4 * landmarks * nodes > free) {
      throw new UserError(
          "The distances, %,d x %,d float32 = %s, do not fit the %s that are free in %s: lower graph.landmarks.",
          landmarks, nodes, Memory.size(4 * landmarks * nodes), Memory.size(free), folder);
    }
  }

  private static void broadcast(StageContext context) throws IOException {
    GraphTable.Geometry geometry = GraphTable.read(context);
    int nodes = geometry.nodes().size();
    List<Integer> landmarks = Arrays.stream(geometry.landmarks()).boxed().toList();
    Broadcast<CsrGraph> graph = context.sparkContext().broadcast(geometry.graph());
    int tasks = tasks(context, landmarks.size(), nodes);
    var rows =
        context
            .sparkContext()
            .parallelize(landmarks, tasks)
            .mapPartitions(
                part -> {
                  ShortestPaths paths = new ShortestPaths(graph.value());
                  return Tables.chunked(part, 1, one -> List.of(row(paths, nodes, one.get(0))));
                });
    JobProgress.during(
        context, DIRECTORY, () -> Tables.append(context.spark(), rows, SCHEMA, context.output()));
    graph.destroy();
  }

  /**
   * A file for each, so that whoever reads the table needs memory for few rows at a time; several
   * for a slot, so that none waits long for the last.
   */
  private static int tasks(StageContext context, int landmarks, int nodes) {
    int files = (int) (4L * landmarks * nodes / BYTES_PER_FILE);
    return Math.min(landmarks, Math.max(TASKS_PER_SLOT * context.partitions(), files));
  }

  private static Row row(ShortestPaths paths, int nodes, int landmark) {
    float[] distances = new float[nodes];
    paths.from(landmark, distances);
    return row(landmark, distances);
  }

  /** A row of the table. */
  static Row row(int landmark, float[] distances) {
    return RowFactory.create(landmark, Tables.packed(distances));
  }

  /**
   * The table, a row for each landmark by its place in their rising order.
   *
   * @param landmarks [L]: rising
   */
  static JavaRDD<LandmarkRow> rows(StageContext context, int[] landmarks) throws IOException {
    int nodes = context.manifest(DIRECTORY).size("nodes", Integer.MAX_VALUE / Float.BYTES);
    return Tables.read(context.spark(), context.input(DIRECTORY), SCHEMA)
        .map(row -> landmark(row, landmarks, nodes));
  }

  /**
   * Of a stored row.
   *
   * @throws UserError if it is of no landmark, or not a distance of at least 0 to each node
   */
  static LandmarkRow landmark(InternalRow row, int[] landmarks, int nodes) {
    StoredRow stored = new StoredRow(DIRECTORY, row);
    int landmark = stored.number(0, 0, nodes - 1);
    int place = Arrays.binarySearch(landmarks, landmark);
    if (place < 0) {
      throw StoredRow.damaged(DIRECTORY, "a row of node " + landmark, "landmarks alone");
    }
    float[] distances = Tables.unpacked(stored.bytes(1, Float.BYTES * nodes));
    for (float distance : distances) {
      // No number is not either.
      if (!(distance >= 0)) {
        throw StoredRow.damaged(DIRECTORY, "the distance " + distance, "at least 0");
      }
    }
    return new LandmarkRow(place, distances);
  }
}
