package org.geovq.stage;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.geovq.graph.LatentPoints;
import org.geovq.stage.Latents.Latent;

/**
 * Latent vectors with where they come from, in arrays: there may be millions.
 *
 * @param imageIds [n]: image of each vector
 * @param positions [n]: place of each vector in its image's grid
 */
record Nodes(LatentPoints points, long[] imageIds, int[] positions) implements Serializable {

  /** All vectors of some images. */
  static Nodes of(List<Latent> latents, int positions) {
    int dimension = latents.get(0).mu().length / positions;
    int size = latents.size() * positions;
    return new Nodes(
        Latents.points(latents, dimension),
        IntStream.range(0, size).mapToLong(i -> latents.get(i / positions).id()).toArray(),
        IntStream.range(0, size).map(i -> i % positions).toArray());
  }

  int size() {
    return imageIds.length;
  }

  /** A copy of the given rows, in their order. */
  Nodes subset(int[] rows) {
    return new Nodes(
        points.subset(rows),
        Arrays.stream(rows).mapToLong(i -> imageIds[i]).toArray(),
        Arrays.stream(rows).map(i -> positions[i]).toArray());
  }

  /** The same vectors ordered by image and place in it, whatever order they came in. */
  Nodes inPlace() {
    int grid = Arrays.stream(positions).max().orElse(0) + 1;
    long[] keys =
        IntStream.range(0, size()).mapToLong(i -> imageIds[i] * grid + positions[i]).toArray();
    long[] sorted = keys.clone();
    Arrays.parallelSort(sorted);
    int[] rows = new int[keys.length];
    for (int i = 0; i < keys.length; i++) {
      rows[Arrays.binarySearch(sorted, keys[i])] = i;
    }
    return subset(rows);
  }

  /**
   * All rows of several, of vectors of one dimension.
   *
   * @throws IllegalArgumentException if there are none
   */
  static Nodes concat(List<Nodes> parts) {
    int dimension = parts.stream().mapToInt(p -> p.points.dimension()).max().orElseThrow();
    int size = parts.stream().mapToInt(Nodes::size).reduce(0, Math::addExact);
    int numbers = Math.multiplyExact(size, dimension);
    LatentPoints points = new LatentPoints(dimension, new float[numbers], new float[numbers]);
    Nodes all = new Nodes(points, new long[size], new int[size]);
    int at = 0;
    for (Nodes part : parts) {
      all.put(part, at);
      at += part.size();
    }
    return all;
  }

  private void put(Nodes part, int at) {
    int place = at * points.dimension();
    int numbers = part.points.mu().length;
    System.arraycopy(part.points.mu(), 0, points.mu(), place, numbers);
    System.arraycopy(part.points.logVariance(), 0, points.logVariance(), place, numbers);
    System.arraycopy(part.imageIds, 0, imageIds, at, part.size());
    System.arraycopy(part.positions, 0, positions, at, part.size());
  }
}
