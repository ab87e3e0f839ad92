package org.geovq.graph;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How far one walk, from one source or the nearest of several, has come in a range of a graph:
 * state only, without the graph. {@link RangePaths} makes it and carries it on.
 */
public final class RangeWalk implements Serializable {
  private static final long serialVersionUID = 1;

  /** Memory for each node of the range and for each node elsewhere that it has edges to. */
  public static final int BYTES_PER_NODE = Double.BYTES + Integer.BYTES;

  final Labels labels;

  /** What was told since the last relaxation. */
  final List<Frontier> news;

  private final int index;
  private final int first;
  private final int nodes;

  /**
   * @param outer number of nodes elsewhere that the range has edges to; their labels come last
   */
  RangeWalk(int index, GraphRange range, int outer) {
    this(index, range.first(), range.nodes(), new Labels(range.nodes() + outer), List.of());
  }

  private RangeWalk(int index, int first, int nodes, Labels labels, List<Frontier> news) {
    this.index = index;
    this.first = first;
    this.nodes = nodes;
    this.labels = labels;
    this.news = new ArrayList<>(news);
  }

  /** A walk that has come as far and goes on by itself. */
  public RangeWalk copy() {
    return new RangeWalk(index, first, nodes, labels.copy(), news);
  }

  /**
   * Adds a source; one in another range is that range's, and changes nothing here.
   *
   * @param origin of equally near sources the one with the smaller origin counts; at least 0
   */
  public void start(int node, int origin) {
    if (node >= first && node - first < nodes) {
      news.add(new Frontier(index, new int[] {node}, new double[] {0}, new int[] {origin}));
    }
  }

  /**
   * Takes note of shorter ways from another range.
   *
   * @throws IllegalArgumentException if they lead to another range than this
   */
  public void absorb(Frontier frontier) {
    if (frontier.range() != index) {
      throw new IllegalArgumentException(
          "News for range %d told to range %d".formatted(frontier.range(), index));
    }
    news.add(frontier);
  }

  /** Distances of the range's nodes, +infinity where no way is known. */
  public float[] distances() {
    float[] distances = new float[nodes];
    labels.write(distances);
    return distances;
  }

  /** Origin of the nearest source of each of the range's nodes, -1 where no way is known. */
  public int[] origins() {
    return Arrays.copyOf(labels.origins, nodes);
  }
}
