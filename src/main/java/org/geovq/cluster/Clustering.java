package org.geovq.cluster;

import java.io.Serializable;

/**
 * K medoids and the nodes they serve.
 *
 * @param medoidRows [K]: rows of the distance table, distinct; their order numbers the clusters
 * @param nearest [N]: cluster of each node, the smaller of equally near ones
 * @param loss sum over nodes of the distance to the nearest medoid, to the power asked for; the
 *     estimate of that over all nodes where those served are a sample
 * @param lossPerRound the loss after each round; a round offers every landmark once
 * @param swaps exchanges of a medoid for a landmark that were made
 * @param converged no single exchange of a medoid for a landmark lowers the loss
 */
public record Clustering(
    int[] medoidRows,
    int[] nearest,
    double loss,
    double[] lossPerRound,
    int swaps,
    boolean converged)
    implements Serializable {}
