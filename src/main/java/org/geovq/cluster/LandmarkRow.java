package org.geovq.cluster;

import java.io.Serializable;

/**
 * One row of a distance table.
 *
 * @param row its number
 * @param distances [N]
 */
public record LandmarkRow(int row, float[] distances) implements Serializable {}
