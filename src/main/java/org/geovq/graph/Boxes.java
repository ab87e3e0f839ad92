package org.geovq.graph;

import java.io.Serializable;

/** The bounding boxes of tiles, which say how near their nodes can be at most. */
interface Boxes extends Serializable {
  /**
   * Computes, per box, a squared distance that no node in it is nearer than to any vector of a
   * region, up to rounding: relative 1e-5, and 0 where they meet.
   */
  void bounds(Region region, float[] bounds);

  /** The first so many of the boxes listed. */
  Boxes subset(int[] boxes, int count);
}
