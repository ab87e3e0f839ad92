package org.geovq.code;

import java.io.Serializable;
import org.geovq.graph.LatentPoints;

/**
 * The rule that gives a latent vector its code. A vector's code depends on nothing but the vector,
 * so ranges can be assigned anywhere, in any order; safe for concurrent use.
 */
public interface Assigner extends Serializable {
  /**
   * Assigns the vectors from .. to-1.
   *
   * @param codes receives [to - from]: 0 .. K-1
   */
  void assign(LatentPoints vectors, int from, int to, int[] codes);
}
