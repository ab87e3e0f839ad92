package org.geovq.graph;

import java.io.Serializable;

/**
 * What one range of a graph tells another of a walk: ways over the border that are shorter than
 * those it told before.
 *
 * @param range index of the range that the nodes belong to
 * @param nodes numbers in the whole graph, rising
 * @param values lengths of the ways to the nodes
 * @param origins where each way comes from, the number that its source was started with
 */
public record Frontier(int range, int[] nodes, double[] values, int[] origins)
    implements Serializable {}
