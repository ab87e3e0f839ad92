package org.geovq.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The most promising swaps: for each medoid that may go the best one, and the best of these. Found
 * in the parts of a table and merged, they are those of the whole table, however it is parted.
 */
public final class Proposals {
  /** The greatest gain first; equal gains in the order of the rows. */
  private static final Comparator<Swap> ORDER =
      Comparator.comparingDouble(Swap::gain).reversed().thenComparingInt(Swap::row);

  private Proposals() {}

  /**
   * The best swaps of a part of the table, in one pass over its rows.
   *
   * @param rows rows in any order; a medoid's own row is never proposed, as it gains nothing
   * @param most at least 1
   * @return at most {@code most} swaps, at most one for each medoid that goes, the best first
   */
  public static List<Swap> of(ServedNodes state, Iterator<LandmarkRow> rows, int most) {
    SwapSearch search = new SwapSearch(state.nearest().length, state.removalLoss().length);
    Map<Integer, Swap> best = new HashMap<>();
    while (rows.hasNext()) {
      for (Swap swap : search.best(state, group(rows))) {
        keepBetter(best, swap);
      }
    }
    return first(best.values(), most);
  }

  private static List<LandmarkRow> group(Iterator<LandmarkRow> rows) {
    List<LandmarkRow> group = new ArrayList<>(SwapSearch.GROUP);
    while (rows.hasNext() && group.size() < SwapSearch.GROUP) {
      group.add(rows.next());
    }
    return group;
  }

  /** The same of the whole table, from the best swaps of its parts in any order. */
  public static List<Swap> merge(Iterable<Swap> swaps, int most) {
    Map<Integer, Swap> best = new HashMap<>();
    swaps.forEach(swap -> keepBetter(best, swap));
    return first(best.values(), most);
  }

  private static void keepBetter(Map<Integer, Swap> best, Swap swap) {
    if (swap != null) {
      best.merge(swap.medoid(), swap, (a, b) -> ORDER.compare(a, b) <= 0 ? a : b);
    }
  }

  private static List<Swap> first(Collection<Swap> swaps, int most) {
    // Not Stream.toList(), whose result Kryo cannot read.
    List<Swap> ordered = new ArrayList<>(swaps);
    ordered.sort(ORDER);
    return new ArrayList<>(ordered.subList(0, Math.min(most, ordered.size())));
  }
}
