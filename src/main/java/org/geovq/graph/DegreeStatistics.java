package org.geovq.graph;

import java.io.Serializable;

/**
 * How many edges the nodes of a graph have.
 *
 * @param least of any node
 * @param mean over the nodes
 * @param most of any node
 */
public record DegreeStatistics(int least, double mean, int most) implements Serializable {}
