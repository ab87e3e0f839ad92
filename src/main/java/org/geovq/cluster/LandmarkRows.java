package org.geovq.cluster;

import java.util.List;

/** The rows of a distance table, wherever they lie: what {@link SpreadPam} asks of executors. */
public interface LandmarkRows {
  /**
   * The best swaps over all rows, as {@link Proposals} finds them in each part and puts them
   * together.
   *
   * @param state to be sent to every part
   * @param most at least 1
   */
  List<Swap> propose(ServedNodes state, int most);

  /**
   * Fetches rows.
   *
   * @param rows distinct
   * @return their distances in that order, [rows][N]
   */
  float[][] fetch(int[] rows);
}
