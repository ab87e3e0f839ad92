package org.geovq.nn;

import java.util.BitSet;
import org.geovq.random.Draw;

/**
 * In which order an epoch goes through a shard: a permutation drawn from the seed, the shard's
 * index and the epoch. What fills no batch is left out, and that goes round: an example that was
 * left out has its turn again only when all others have had theirs.
 */
final class EpochOrder {
  private EpochOrder() {}

  /**
   * The rows of an epoch.
   *
   * @param rows of the shard
   * @param used how many of them the epoch has steps for
   * @param shard index among the workers'
   * @return [used], no row twice
   */
  static int[] of(int rows, int used, Pass pass, int shard) {
    BitSet leftOut = leftOut(rows, rows - used, pass, shard);
    int[] all = Draw.permutation(rows, pass.seed(), "order of shard " + shard, pass.epoch());
    int[] order = new int[used];
    int n = 0;
    for (int row : all) {
      if (!leftOut.get(row)) {
        order[n++] = row;
      }
    }
    return order;
  }

  /** A window that goes round on one permutation, by its own length each epoch. */
  private static BitSet leftOut(int rows, int count, Pass pass, int shard) {
    BitSet leftOut = new BitSet(rows);
    if (count > 0) {
      int[] circle = Draw.permutation(rows, pass.seed(), "turns of shard " + shard, 0);
      long from = (long) (pass.epoch() - 1) * count;
      for (int i = 0; i < count; i++) {
        leftOut.set(circle[(int) ((from + i) % rows)]);
      }
    }
    return leftOut;
  }
}
