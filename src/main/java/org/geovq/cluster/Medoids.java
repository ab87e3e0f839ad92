package org.geovq.cluster;

import java.util.Arrays;
import java.util.BitSet;

/** The current medoids, their distances to all nodes, [K][N], and what each is worth. */
final class Medoids {
  private final int[] rows;
  private final float[][] distances;
  private final int power;
  private final BitSet chosen = new BitSet();
  private final NearestLists lists;
  private final double[] removalLoss;
  private ServedNodes served;
  private int swaps;

  /**
   * @param rows [K]: the medoids' rows
   * @param distances [K][N]: their distances
   * @param power 1 or 2
   * @throws IllegalArgumentException if a row comes twice, or for another power
   */
  Medoids(int[] rows, float[][] distances, int power) {
    if (power != 1 && power != 2) {
      throw new IllegalArgumentException("Power is " + power + ", not 1 or 2");
    }
    for (int row : rows) {
      if (chosen.get(row)) {
        throw new IllegalArgumentException("Row %d is two medoids".formatted(row));
      }
      chosen.set(row);
    }
    this.rows = rows.clone();
    this.distances = distances.clone();
    this.power = power;
    removalLoss = new double[rows.length];
    lists = new NearestLists(distances[0].length, rows.length);
    lists.findAll(distances);
    sumLosses();
  }

  boolean contains(int row) {
    return chosen.get(row);
  }

  /** The nodes as they are served now; the next replacement changes its arrays. */
  ServedNodes served() {
    return served;
  }

  /**
   * Puts a landmark in the place of the medoid that goes.
   *
   * @param row the landmark's distances, [N]
   */
  void replace(Swap swap, float[] row) {
    int medoid = swap.medoid();
    float[] old = distances[medoid];
    chosen.clear(rows[medoid]);
    chosen.set(swap.row());
    rows[medoid] = swap.row();
    distances[medoid] = row;
    lists.replace(medoid, distances, old);
    sumLosses();
    swaps++;
  }

  /** Anew after every swap, so that rounding does not pile up. */
  private void sumLosses() {
    ServedNodes nodes = served(0);
    double loss = 0;
    Arrays.fill(removalLoss, 0);
    for (int node = 0; node < nodes.nearest().length; node++) {
      double cost = nodes.cost(node, nodes.first()[node]);
      loss += cost;
      removalLoss[nodes.nearest()[node]] += nodes.costWithoutNearest(node) - cost;
    }
    served = served(loss);
  }

  private ServedNodes served(double loss) {
    return new ServedNodes(
        lists.nearest(), lists.first(), lists.second(), removalLoss, loss, power);
  }

  /**
   * The result, with ties decided afresh: the order of the swaps leaves no trace.
   *
   * @param weight see {@link DistanceTable#weight}
   */
  Clustering clustering(double weight, double[] lossPerRound, boolean converged) {
    lists.findAll(distances);
    double loss = weight * served.loss();
    return new Clustering(rows, lists.nearest(), loss, lossPerRound, swaps, converged);
  }
}
