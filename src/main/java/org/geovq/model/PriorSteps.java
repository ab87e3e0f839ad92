package org.geovq.model;

/**
 * A trained prior one position at a time, for a batch of grids and one thread. What earlier
 * positions have in common with later ones is kept where the network allows it.
 */
public interface PriorSteps extends AutoCloseable {

  /**
   * Starts a new batch of grids.
   *
   * @param labels [batch]; not read if the prior is unconditional
   */
  void start(int[] labels);

  /**
   * Logits of a position. Positions must be asked for one after the other.
   *
   * @param previous codes [batch] chosen at the position before; not read at position 0
   * @return row-major [batch, K]; valid until the next call
   */
  float[] logits(int position, int[] previous);

  @Override
  void close();
}
