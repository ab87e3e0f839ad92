package org.geovq.cluster;

import java.util.Arrays;

/**
 * The current medoids of {@link FasterPam}, with each node's nearest and second-nearest and each
 * medoid's removal loss: what it would cost to do without it.
 */
final class Medoids {
  private static final int NONE = -1;

  private final float[][] rows;
  private final boolean squared;
  private final int[] medoids;
  private final boolean[] chosen;
  private final int[] first;
  private final int[] second;
  private final float[] firstDistance;
  private final float[] secondDistance;
  private final double[] removalLoss;
  private double loss;

  Medoids(DistanceTable table, int[] startRows, int power) {
    rows = table.rows();
    squared = power == 2;
    medoids = startRows.clone();
    chosen = new boolean[rows.length];
    for (int row : medoids) {
      if (chosen[row]) {
        throw new IllegalArgumentException("Row %d is two medoids".formatted(row));
      }
      chosen[row] = true;
    }
    first = new int[table.nodes()];
    second = new int[table.nodes()];
    firstDistance = new float[table.nodes()];
    secondDistance = new float[table.nodes()];
    removalLoss = new double[medoids.length];
    findNearest();
    sumLosses();
  }

  boolean contains(int row) {
    return chosen[row];
  }

  double loss() {
    return loss;
  }

  private double cost(float distance) {
    return squared ? (double) distance * distance : distance;
  }

  /** Medoid by medoid, so that every row is read from end to end. */
  private void findNearest() {
    Arrays.fill(first, NONE);
    Arrays.fill(second, NONE);
    Arrays.fill(firstDistance, Float.POSITIVE_INFINITY);
    Arrays.fill(secondDistance, Float.POSITIVE_INFINITY);
    for (int i = 0; i < medoids.length; i++) {
      float[] row = rows[medoids[i]];
      for (int node = 0; node < row.length; node++) {
        if (row[node] < secondDistance[node]) {
          insert(node, i, row[node]);
        }
      }
    }
  }

  /** Puts a medoid that is nearer than the second-nearest in its place. */
  private void insert(int node, int medoid, float distance) {
    if (distance < firstDistance[node]) {
      second[node] = first[node];
      secondDistance[node] = firstDistance[node];
      first[node] = medoid;
      firstDistance[node] = distance;
    } else {
      second[node] = medoid;
      secondDistance[node] = distance;
    }
  }

  private void sumLosses() {
    loss = 0;
    Arrays.fill(removalLoss, 0);
    for (int node = 0; node < first.length; node++) {
      double cost = cost(firstDistance[node]);
      loss += cost;
      removalLoss[first[node]] += withoutFirst(node) - cost;
    }
  }

  /**
   * What a node costs without its nearest medoid; nothing to compare with if it is the only one.
   */
  private double withoutFirst(int node) {
    return second[node] == NONE ? 0 : cost(secondDistance[node]);
  }

  /**
   * Change of the loss if a row became a medoid and another ceased to be one.
   *
   * @param change receives [K]: the part that depends on the medoid that goes
   * @return the part that does not
   */
  double gains(int candidate, double[] change) {
    System.arraycopy(removalLoss, 0, change, 0, change.length);
    float[] row = rows[candidate];
    double shared = 0;
    for (int node = 0; node < row.length; node++) {
      float distance = row[node];
      if (distance < secondDistance[node]) {
        double cost = cost(distance);
        if (distance < firstDistance[node]) {
          double old = cost(firstDistance[node]);
          shared += cost - old;
          change[first[node]] += old - withoutFirst(node);
        } else {
          change[first[node]] += cost - withoutFirst(node);
        }
      }
    }
    return shared;
  }

  void replace(int medoid, int row) {
    chosen[medoids[medoid]] = false;
    chosen[row] = true;
    medoids[medoid] = row;
    float[] distances = rows[row];
    for (int node = 0; node < distances.length; node++) {
      replace(node, medoid, distances[node]);
    }
    sumLosses();
  }

  private void replace(int node, int medoid, float distance) {
    if (first[node] == medoid) {
      if (distance < secondDistance[node] || medoids.length == 1) {
        firstDistance[node] = distance;
      } else {
        first[node] = second[node];
        firstDistance[node] = secondDistance[node];
        findSecond(node);
      }
    } else if (second[node] == medoid) {
      secondDistance[node] = Float.POSITIVE_INFINITY;
      if (distance < firstDistance[node]) {
        insert(node, medoid, distance);
      } else {
        findSecond(node);
      }
    } else if (distance < secondDistance[node]) {
      insert(node, medoid, distance);
    }
  }

  private void findSecond(int node) {
    float best = Float.POSITIVE_INFINITY;
    for (int i = 0; i < medoids.length; i++) {
      float distance = rows[medoids[i]][node];
      if (distance < best && i != first[node]) {
        best = distance;
        second[node] = i;
      }
    }
    secondDistance[node] = best;
  }

  /** The result, with ties decided afresh: the order of the swaps leaves no trace. */
  Clustering clustering(double[] lossPerRound, boolean converged) {
    findNearest();
    return new Clustering(medoids, first, loss, lossPerRound, converged);
  }
}
