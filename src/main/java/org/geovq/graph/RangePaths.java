package org.geovq.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Shortest paths on a graph that is cut into ranges of consecutive nodes, where this process holds
 * one of them. In each round every range absorbs what the others told it, relaxes, and tells what
 * fell beyond its borders; when none has anything to tell, all distances and origins are those of
 * {@link ShortestPaths}, to the last bit. Fast if few edges cross borders.
 *
 * <p>One instance per thread carries on any number of walks. It holds a second copy of the targets.
 */
public final class RangePaths {
  private final int index;
  private final GraphRange range;
  private final int[] rangeStarts;

  /** Nodes elsewhere that the range has edges to, rising. */
  private final int[] outer;

  private final Relaxation relaxation;

  /**
   * @param rangeStarts first node of every range, rising; this range's is among them
   * @throws IllegalArgumentException if it is not
   */
  public RangePaths(GraphRange range, int[] rangeStarts) {
    this.range = range;
    this.rangeStarts = rangeStarts;
    index = Arrays.binarySearch(rangeStarts, range.first());
    if (index < 0) {
      throw new IllegalArgumentException("No range starts at " + range.first());
    }
    outer = outer(range);
    relaxation = new Relaxation(local());
  }

  private static int[] outer(GraphRange range) {
    BitSet outer = new BitSet();
    for (int node : range.targets()) {
      if (!range.contains(node)) {
        outer.set(node);
      }
    }
    return outer.stream().toArray();
  }

  /** The range's nodes, and after them the outer ones, which have no edges: walks end there. */
  private CsrGraph local() {
    int nodes = range.nodes();
    int[] offsets = Arrays.copyOf(range.offsets(), nodes + outer.length + 1);
    Arrays.fill(offsets, nodes + 1, offsets.length, offsets[nodes]);
    int[] targets = new int[range.targets().length];
    for (int e = 0; e < targets.length; e++) {
      int node = range.targets()[e];
      targets[e] =
          range.contains(node) ? node - range.first() : nodes + Arrays.binarySearch(outer, node);
    }
    return new CsrGraph(offsets, targets, range.lengths());
  }

  /** A new walk, without a source yet. */
  public RangeWalk walk() {
    return new RangeWalk(index, range, outer.length);
  }

  /**
   * Carries a walk on as far as it comes within the range.
   *
   * @param walk made by this range's {@link #walk}, here or in another process
   * @return for each other range to which a shorter way was found, in rising order, all such nodes
   */
  public List<Frontier> relax(RangeWalk walk) {
    int nodes = range.nodes();
    double[] toldDistances = Arrays.copyOfRange(walk.labels.distances, nodes, nodes + outer.length);
    int[] toldOrigins = Arrays.copyOfRange(walk.labels.origins, nodes, nodes + outer.length);
    hear(walk);
    relaxation.run(walk.labels);
    int[] fallen = new int[outer.length];
    int count = 0;
    for (int i = 0; i < outer.length; i++) {
      if (walk.labels.distances[nodes + i] != toldDistances[i]
          || walk.labels.origins[nodes + i] != toldOrigins[i]) {
        fallen[count++] = i;
      }
    }
    return frontiers(walk.labels, Arrays.copyOf(fallen, count));
  }

  private void hear(RangeWalk walk) {
    relaxation.startAt(
        walk.news.stream().flatMapToDouble(f -> Arrays.stream(f.values())).min().orElse(0));
    for (Frontier frontier : walk.news) {
      for (int i = 0; i < frontier.nodes().length; i++) {
        int node = frontier.nodes()[i] - range.first();
        relaxation.reach(walk.labels, node, frontier.values()[i], frontier.origins()[i]);
      }
    }
    walk.news.clear();
  }

  /**
   * @param fallen indices of outer nodes, rising
   */
  private List<Frontier> frontiers(Labels labels, int[] fallen) {
    List<Frontier> frontiers = new ArrayList<>();
    for (int from = 0, to; from < fallen.length; from = to) {
      int owner = GraphRange.holding(rangeStarts, outer[fallen[from]]);
      to = from + 1;
      while (to < fallen.length && GraphRange.holding(rangeStarts, outer[fallen[to]]) == owner) {
        to++;
      }
      frontiers.add(frontier(owner, labels, Arrays.copyOfRange(fallen, from, to)));
    }
    return frontiers;
  }

  private Frontier frontier(int owner, Labels labels, int[] fallen) {
    int nodes = range.nodes();
    return new Frontier(
        owner,
        Arrays.stream(fallen).map(i -> outer[i]).toArray(),
        Arrays.stream(fallen).mapToDouble(i -> labels.distances[nodes + i]).toArray(),
        Arrays.stream(fallen).map(i -> labels.origins[nodes + i]).toArray());
  }
}
