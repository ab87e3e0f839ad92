package org.geovq.cluster;

import java.io.Serializable;

/**
 * All that a landmark's distances need to be judged by: how the N nodes are served by K medoids.
 * Some 12 bytes a node, so that every executor can have it.
 *
 * @param nearest [N]: nearest medoid of each node, 0 .. K-1
 * @param first [N]: distance to it
 * @param second [N]: distance to the second-nearest; infinite if K is 1
 * @param removalLoss [K]: what the loss would rise by without each medoid; of an only medoid, minus
 *     the loss
 * @param loss sum over nodes of the distance to the nearest medoid, to the power
 * @param power 1 or 2
 */
public record ServedNodes(
    int[] nearest, float[] first, float[] second, double[] removalLoss, double loss, int power)
    implements Serializable {

  /** What a node costs at a distance. */
  double cost(int node, float distance) {
    return power == 2 ? (double) distance * distance : distance;
  }

  /** What a node costs without its nearest medoid; 0 if there is no other. */
  double costWithoutNearest(int node) {
    return second[node] == Float.POSITIVE_INFINITY ? 0 : cost(node, second[node]);
  }

  /** A copy that later swaps do not reach. */
  ServedNodes copy() {
    return new ServedNodes(
        nearest.clone(), first.clone(), second.clone(), removalLoss.clone(), loss, power);
  }
}
