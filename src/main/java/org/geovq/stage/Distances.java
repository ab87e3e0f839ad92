package org.geovq.stage;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.geovq.UserError;
import org.geovq.cluster.ColumnSample;
import org.geovq.cluster.DirectDistances;
import org.geovq.cluster.DistanceTable;
import org.geovq.cluster.LandmarkRow;
import org.geovq.config.Arm;
import org.geovq.config.Settings;
import org.geovq.config.Settings.TablePlace;
import org.geovq.graph.LatentPoints;
import org.geovq.graph.Metric;
import org.geovq.graph.StraightDistances;
import org.geovq.run.StageContext;

/** The distances that an arm's k-medoids works on, and where there is room for them. */
final class Distances {
  private static final String REMEDY =
      "lower graph.landmarks or graph.nodes, or set codebook.table = sample";

  private final StageContext context;
  private final Arm arm;
  private final LatentPoints nodes;
  private final int[] landmarks;

  /**
   * @param nodes of the graph
   * @param landmarks [L]: rising
   * @throws IllegalArgumentException if the arm does no k-medoids
   */
  Distances(StageContext context, Arm arm, LatentPoints nodes, int[] landmarks) {
    if (!Quantizer.needsDistances(arm)) {
      throw new IllegalArgumentException("Arm " + arm.key() + " needs no distances");
    }
    this.context = context;
    this.arm = arm;
    this.nodes = nodes;
    this.landmarks = landmarks;
  }

  private long bytes() {
    return 4L * landmarks.length * nodes.size();
  }

  /** Where the table is to be: as configured, or the first place with room. */
  TablePlace place(int size) {
    TablePlace configured = context.settings().codebook().table();
    if (configured != TablePlace.AUTO) {
      return configured;
    }
    // Rows of the medoids, the state of the nodes, distances between landmarks.
    long driver =
        4L * size * nodes.size() + 80L * nodes.size() + 4L * landmarks.length * landmarks.length;
    if (bytes() <= Memory.heap()) {
      return TablePlace.DRIVER;
    }
    boolean spread = bytes() <= Memory.executors(context) && driver <= Memory.heap();
    return spread ? TablePlace.EXECUTORS : TablePlace.SAMPLE;
  }

  /**
   * The distances in this process's heap: those to all nodes, or to as many as there is room for
   * where that is what the configuration says or all do not fit.
   *
   * @throws UserError if they do not fit though they are to, or only landmarks would
   */
  HeldDistances held() throws IOException {
    TablePlace configured = context.settings().codebook().table();
    boolean sample =
        configured == TablePlace.SAMPLE
            || configured != TablePlace.DRIVER && bytes() > Memory.heap();
    return sample ? sampled() : whole();
  }

  private HeldDistances whole() throws IOException {
    requireRoom(landmarks.length, nodes.size(), REMEDY);
    DistanceTable table =
        arm == Arm.GEODESIC
            ? new DistanceTable(landmarks, collected(Geodesics.rows(context, landmarks)))
            : DirectDistances.table(nodes, landmarks, metric());
    return HeldDistances.whole(table);
  }

  /** CLARA: as many nodes as there is room for. */
  private HeldDistances sampled() throws IOException {
    long room = Memory.heap() / (4L * landmarks.length);
    requireRoomForLandmarks(landmarks.length);
    int asked = context.settings().codebook().sampleNodes();
    int size = (int) Math.min(asked == 0 ? room : Math.min(room, asked), nodes.size());
    ColumnSample sample =
        ColumnSample.draw(nodes.size(), landmarks, size, context.settings().seed());
    Memory.requireHeap(
        "The distances, %,d x %,d of %,d float32,".formatted(landmarks.length, size, nodes.size()),
        4L * landmarks.length * size,
        REMEDY);
    if (arm != Arm.GEODESIC) {
      LatentPoints some = nodes.subset(sample.nodes());
      float[][] rows = DirectDistances.table(some, sample.landmarks(), metric()).rows();
      return HeldDistances.sampled(sample, rows);
    }
    Broadcast<ColumnSample> shared = context.sparkContext().broadcast(sample);
    JavaRDD<LandmarkRow> rows =
        Geodesics.rows(context, landmarks)
            .map(row -> new LandmarkRow(row.row(), shared.value().columns(row.distances())));
    HeldDistances held = HeldDistances.sampled(sample, collected(rows));
    shared.destroy();
    return held;
  }

  /**
   * Checks that tables of distances will fit the heap, as far as settings tell.
   *
   * @throws UserError if they will not
   */
  static void requireRoom(Settings settings) {
    Settings.Graph graph = settings.graph();
    switch (settings.codebook().table()) {
      case DRIVER -> requireRoom(graph.landmarks(), graph.nodes(), REMEDY);
      case SAMPLE -> requireRoomForLandmarks(graph.landmarks());
      default -> {
        // Where it goes is found when it is there.
      }
    }
  }

  private static void requireRoomForLandmarks(int landmarks) {
    if (Memory.heap() / (4L * landmarks) <= landmarks) {
      throw new UserError(
          "The distances between %,d landmarks alone need %s of the %s that the driver's heap can give: lower graph.landmarks,"
              + " or give more memory (GEOVQ_HEAP).",
          landmarks, Memory.size(4L * landmarks * landmarks), Memory.size(Memory.heap()));
    }
  }

  /**
   * Checks that a table of distances fits the heap.
   *
   * @param remedy what the user could do if it does not
   * @throws UserError if it does not
   */
  static void requireRoom(int landmarks, int nodes, String remedy) {
    Memory.requireHeap(
        "The distances, %,d x %,d float32,".formatted(landmarks, nodes),
        4L * landmarks * nodes,
        remedy);
  }

  /** As many partitions at once as there are tasks to read them. */
  private float[][] collected(JavaRDD<LandmarkRow> stored) {
    float[][] rows = new float[landmarks.length][];
    int tasks = context.sparkContext().defaultParallelism();
    int partitions = stored.getNumPartitions();
    for (Range some : Range.parts(partitions, (partitions + tasks - 1) / tasks)) {
      int[] ids = IntStream.range(some.from(), some.to()).toArray();
      for (List<LandmarkRow> part : stored.collectPartitions(ids)) {
        part.forEach(row -> rows[row.row()] = row.distances());
      }
    }
    if (Arrays.asList(rows).contains(null)) {
      throw StoredRow.damaged(
          Geodesics.DIRECTORY, "not every landmark's row", landmarks.length + " rows");
    }
    return rows;
  }

  /** The distances over the executors. */
  SpreadDistances spread() throws IOException {
    return new SpreadDistances(
        context,
        landmarks,
        arm == Arm.GEODESIC ? Geodesics.rows(context, landmarks) : straightRows());
  }

  private JavaRDD<LandmarkRow> straightRows() {
    int[] ids = landmarks;
    int count = nodes.size();
    Broadcast<StraightDistances> distances =
        context.sparkContext().broadcast(new StraightDistances(nodes, metric()));
    List<Integer> numbers = IntStream.range(0, ids.length).boxed().toList();
    return context
        .sparkContext()
        .parallelize(numbers, context.partitions())
        .map(
            number -> {
              float[] row = new float[count];
              distances.value().from(ids[number], row);
              return new LandmarkRow(number, row);
            });
  }

  private Metric metric() {
    return arm == Arm.KMEDOIDS_EUCLIDEAN ? Metric.EUCLIDEAN : context.settings().graph().metric();
  }
}
