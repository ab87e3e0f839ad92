package org.geovq.stage;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.geovq.cluster.Clustering;
import org.geovq.cluster.ColumnSample;
import org.geovq.cluster.DistanceTable;
import org.geovq.code.Codebook;
import org.geovq.graph.LatentPoints;

/**
 * Distances in this process's heap: from the landmarks to all nodes, or to a sample of them.
 *
 * @param table [L][n]
 * @param nodes [n]: the node that each column of the table is
 */
record HeldDistances(DistanceTable table, int[] nodes) {

  static HeldDistances whole(DistanceTable table) {
    return new HeldDistances(table, IntStream.range(0, table.nodes()).toArray());
  }

  /**
   * @param columns [L][n]: the sampled part of the landmarks' rows, in their order
   */
  static HeldDistances sampled(ColumnSample sample, float[][] columns) {
    return new HeldDistances(sample.table(columns), sample.nodes());
  }

  /** The codebook of a clustering by this table; its means are those of the nodes in the table. */
  Codebook codebook(LatentPoints all, Clustering clustering) {
    Codebook own = Codebook.of(all.subset(nodes), table.landmarks(), clustering);
    int[] medoids = Arrays.stream(own.medoidNodes()).map(column -> nodes[column]).toArray();
    return new Codebook(own.medoids(), medoids, own.means());
  }
}
