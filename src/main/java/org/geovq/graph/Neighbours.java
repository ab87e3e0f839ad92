package org.geovq.graph;

import java.io.Serializable;

/**
 * The k nearest nodes of each query, ascending by (distance, node id).
 *
 * @param k neighbours per query
 * @param ids node ids, row-major [queries, k]
 * @param distances distances (not squared), row-major [queries, k]
 */
public record Neighbours(int k, int[] ids, float[] distances) implements Serializable {}
