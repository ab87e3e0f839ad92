package org.geovq.graph;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A graph made connected by the fewest and shortest links: the minimum spanning tree over its
 * components, where the distance of two components is that of their nearest nodes.
 *
 * @param graph the connected graph
 * @param from [links]: one end of each link that was added
 * @param to [links]: the other end
 * @param lengths [links]
 */
public record Bridges(CsrGraph graph, int[] from, int[] to, float[] lengths)
    implements Serializable {
  /**
   * Joins all components in rounds (Boruvka): in each, every component but the largest is linked to
   * the nearest node outside it. Equal lengths are decided by the nodes' ids, so that no round
   * closes a cycle. Of one component nothing is changed.
   *
   * @param before the graph's components
   * @param nodes the graph's nodes
   * @param search among the nodes, whose distances are the lengths of the links
   */
  public static Bridges join(
      CsrGraph graph, Components before, LatentPoints nodes, NearestNeighbours search) {
    if (before.count() <= 1) {
      return new Bridges(graph, new int[0], new int[0], new float[0]);
    }
    Components components = before;
    Links links = new Links(0);
    while (components.count() > 1) {
      Links found = round(components, nodes, search);
      components = components.linked(found.first, found.second);
      links = links.and(found);
    }
    CsrGraph joined = graph.with(links.first, links.second, links.length);
    return new Bridges(joined, links.first, links.second, links.length);
  }

  /** The same where nothing is known of the graph but its nodes and their metric. */
  public static Bridges join(CsrGraph graph, LatentPoints nodes, Metric metric) {
    return join(graph, Components.of(graph), nodes, new NearestNeighbours(nodes, metric));
  }

  /** Number of links that were added. */
  public int count() {
    return lengths.length;
  }

  private static Links round(Components components, LatentPoints nodes, NearestNeighbours search) {
    Links links = new Links(components.count());
    int[] labels = components.labels();
    int largest = largest(components.sizes());
    int[] rows = IntStream.range(0, labels.length).filter(i -> labels[i] != largest).toArray();
    int[] groups = Arrays.stream(rows).map(i -> labels[i]).toArray();
    Neighbours found = search.nearestOutside(nodes.subset(rows), groups, labels);
    for (int i = 0; i < rows.length; i++) {
      links.offer(groups[i], rows[i], found.ids()[i], found.distances()[i]);
    }
    links.dropRepeated(labels);
    return links.present();
  }

  private static int largest(int[] sizes) {
    int best = 0;
    for (int i = 1; i < sizes.length; i++) {
      if (sizes[i] > sizes[best]) {
        best = i;
      }
    }
    return best;
  }

  /** The shortest link out of each component, with its smaller node first. */
  private static final class Links {
    private static final int NONE = -1;
    final int[] first;
    final int[] second;
    final float[] length;

    Links(int components) {
      this(new int[components], new int[components], new float[components]);
      Arrays.fill(first, NONE);
    }

    private Links(int[] first, int[] second, float[] length) {
      this.first = first;
      this.second = second;
      this.length = length;
    }

    void offer(int component, int a, int b, float distance) {
      int small = Math.min(a, b);
      int large = Math.max(a, b);
      if (first[component] == NONE || shorter(component, small, large, distance)) {
        first[component] = small;
        second[component] = large;
        length[component] = distance;
      }
    }

    private boolean shorter(int component, int small, int large, float distance) {
      int order = Float.compare(distance, length[component]);
      order = order != 0 ? order : Integer.compare(small, first[component]);
      return order < 0 || order == 0 && large < second[component];
    }

    /** Two components that are each other's nearest found the same link. */
    void dropRepeated(int[] labels) {
      for (int i : places()) {
        int a = labels[first[i]];
        int other = a == i ? labels[second[i]] : a;
        if (other < i && first[other] == first[i] && second[other] == second[i]) {
          first[i] = NONE;
        }
      }
    }

    private int[] places() {
      return IntStream.range(0, first.length).filter(i -> first[i] != NONE).toArray();
    }

    /** The links that there are. */
    Links present() {
      int[] places = places();
      float[] lengths = new float[places.length];
      for (int i = 0; i < places.length; i++) {
        lengths[i] = length[places[i]];
      }
      return new Links(
          Arrays.stream(places).map(i -> first[i]).toArray(),
          Arrays.stream(places).map(i -> second[i]).toArray(),
          lengths);
    }

    /** These links and then the others. */
    Links and(Links others) {
      float[] lengths = Arrays.copyOf(length, length.length + others.length.length);
      System.arraycopy(others.length, 0, lengths, length.length, others.length.length);
      return new Links(joined(first, others.first), joined(second, others.second), lengths);
    }

    private static int[] joined(int[] a, int[] b) {
      return IntStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray();
    }
  }
}
