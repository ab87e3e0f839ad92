package org.geovq.stage;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.geovq.cluster.LandmarkRow;
import org.geovq.cluster.LandmarkRows;
import org.geovq.cluster.Proposals;
import org.geovq.cluster.ServedNodes;
import org.geovq.cluster.Swap;
import org.geovq.run.StageContext;

/** The table of distances in the memory of the executors, and on their disks what does not fit. */
final class SpreadDistances implements LandmarkRows, AutoCloseable {
  private final StageContext context;
  private final int[] landmarks;
  private final JavaRDD<LandmarkRow> rows;

  /**
   * @param landmarks [L]: node of each row
   * @param rows [L] rows in any order
   */
  SpreadDistances(StageContext context, int[] landmarks, JavaRDD<LandmarkRow> rows) {
    this.context = context;
    this.landmarks = landmarks;
    this.rows = rows.persist(StorageLevel.MEMORY_AND_DISK());
  }

  @Override
  public List<Swap> propose(ServedNodes state, int most) {
    Broadcast<ServedNodes> shared = context.sparkContext().broadcast(state);
    List<Swap> swaps =
        rows.mapPartitions(part -> Proposals.of(shared.value(), part, most).iterator()).collect();
    shared.destroy();
    return Proposals.merge(swaps, most);
  }

  @Override
  public float[][] fetch(int[] wanted) {
    Set<Integer> numbers = Arrays.stream(wanted).boxed().collect(Collectors.toSet());
    float[][] fetched = new float[wanted.length][];
    List<LandmarkRow> found = rows.filter(row -> numbers.contains(row.row())).collect();
    for (LandmarkRow row : found) {
      for (int i = 0; i < wanted.length; i++) {
        fetched[i] = wanted[i] == row.row() ? row.distances() : fetched[i];
      }
    }
    return fetched;
  }

  /** Distances between the landmarks, [L][L]. */
  float[][] amongLandmarks() {
    int[] nodes = landmarks;
    float[][] distances = new float[nodes.length][];
    rows.map(row -> new LandmarkRow(row.row(), picked(row.distances(), nodes)))
        .collect()
        .forEach(row -> distances[row.row()] = row.distances());
    return distances;
  }

  private static float[] picked(float[] distances, int[] nodes) {
    float[] picked = new float[nodes.length];
    for (int i = 0; i < nodes.length; i++) {
      picked[i] = distances[nodes[i]];
    }
    return picked;
  }

  @Override
  public void close() {
    rows.unpersist();
  }
}
