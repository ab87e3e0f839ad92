package org.geovq.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.geovq.UserError;
import org.geovq.cluster.DistanceTable;
import org.geovq.graph.CsrGraph;
import org.geovq.graph.ShortestPaths;
import org.geovq.run.JobProgress;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;

/**
 * Stage geodesics: the distance along the graph from every landmark to every node, one Dijkstra a
 * landmark.
 */
public final class Geodesics implements Stage {
  static final String DIRECTORY = "geodesics";
  private static final int LANDMARKS_PER_TASK = 256;
  private static final StructType SCHEMA =
      Tables.schema(
          Tables.field("landmark", DataTypes.IntegerType),
          Tables.field("distances", Tables.FLOATS));

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

  @Override
  public String about() {
    return "computes shortest paths from every landmark to every node";
  }

  @Override
  public void run(StageContext context) throws IOException {
    GraphTable.Geometry geometry = GraphTable.read(context);
    List<Integer> landmarks = new ArrayList<>();
    for (int landmark : geometry.landmarks()) {
      landmarks.add(landmark);
    }
    Broadcast<CsrGraph> graph = context.sparkContext().broadcast(geometry.graph());
    int tasks = Math.max(context.partitions(), landmarks.size() / LANDMARKS_PER_TASK);
    var rows =
        context
            .sparkContext()
            .parallelize(landmarks, tasks)
            .mapPartitions(
                part -> {
                  ShortestPaths paths = new ShortestPaths(graph.value());
                  return Tables.chunked(
                      part, 1, one -> List.of(row(paths, graph.value().nodes(), one.get(0))));
                });
    JobProgress.during(
        context,
        name(),
        tasks,
        () -> Tables.append(context.spark(), rows, SCHEMA, context.output()));
    graph.destroy();
    context.count("landmarks", landmarks.size());
    context.count("nodes", geometry.nodes().size());
  }

  private static Row row(ShortestPaths paths, int nodes, int landmark) {
    float[] distances = new float[nodes];
    paths.from(landmark, distances);
    return RowFactory.create(landmark, distances);
  }

  /**
   * Reads the whole table, its landmarks in rising order.
   *
   * @throws UserError if it does not fit the heap
   */
  static DistanceTable read(StageContext context) throws IOException {
    long landmarks = context.manifest(DIRECTORY).count("landmarks");
    long nodes = context.manifest(DIRECTORY).count("nodes");
    requireRoom(landmarks, nodes);
    int[] ids = new int[(int) landmarks];
    float[][] rows = new float[(int) landmarks][];
    var stored =
        Tables.read(context.spark(), context.input(DIRECTORY), SCHEMA)
            .map(InternalRow::copy)
            .toLocalIterator();
    int at = 0;
    while (stored.hasNext()) {
      InternalRow row = stored.next();
      ids[at] = row.getInt(0);
      rows[at++] = row.getArray(1).toFloatArray();
    }
    return sorted(ids, rows);
  }

  /**
   * Checks that a table of distances fits the heap.
   *
   * @throws UserError if it does not
   */
  static void requireRoom(long landmarks, long nodes) {
    long need = 4 * landmarks * nodes >> 20;
    long heap = Runtime.getRuntime().maxMemory() >> 20;
    if (need > heap * 3 / 4) {
      throw new UserError(
          "The distances, %,d x %,d float32 = %,d MiB, do not fit the driver's heap of %,d MiB: lower graph.landmarks or"
              + " give more memory (GEOVQ_HEAP, or --driver-memory).",
          landmarks, nodes, need, heap);
    }
  }

  /**
   * The nearest of some medoids to each node, [N]; of equally near ones, the first.
   *
   * @param table with its landmarks in rising order
   * @param medoids [K]: nodes that are landmarks
   */
  static int[] clusters(DistanceTable table, int[] medoids) {
    int[] clusters = new int[table.nodes()];
    float[] least = new float[table.nodes()];
    Arrays.fill(least, Float.POSITIVE_INFINITY);
    for (int cluster = 0; cluster < medoids.length; cluster++) {
      float[] row = table.rows()[Arrays.binarySearch(table.landmarks(), medoids[cluster])];
      for (int node = 0; node < row.length; node++) {
        if (row[node] < least[node]) {
          least[node] = row[node];
          clusters[node] = cluster;
        }
      }
    }
    return clusters;
  }

  /** By landmark, so that the order of the files does not matter. */
  private static DistanceTable sorted(int[] ids, float[][] rows) {
    Integer[] order = new Integer[ids.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingInt(i -> ids[i]));
    int[] sortedIds = new int[ids.length];
    float[][] sortedRows = new float[ids.length][];
    for (int i = 0; i < order.length; i++) {
      sortedIds[i] = ids[order[i]];
      sortedRows[i] = rows[order[i]];
    }
    return new DistanceTable(sortedIds, sortedRows);
  }
}
