package org.geovq.nn;

import java.io.Serializable;

/** The examples of one worker, packed, as a network wants them. */
public interface Shard extends Serializable {

  /** Number of examples. */
  int size();

  /**
   * Writes one example.
   *
   * @param row 0 .. size-1
   * @param pass what random conditions are drawn from, together with the example's id
   * @param input written from inputAt on
   * @param conditions written from conditionsAt on
   */
  void fill(int row, Pass pass, float[] input, int inputAt, float[] conditions, int conditionsAt);
}
