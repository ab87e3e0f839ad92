package org.geovq.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A table of one process searched in parts, as {@link SpreadPam} meets it on executors: row l lies
 * in part l mod parts. To compare that search with {@link FasterPam} where both can be had.
 */
public final class TableParts implements LandmarkRows {
  private final DistanceTable table;
  private final int parts;

  /**
   * @param parts at least 1
   */
  public TableParts(DistanceTable table, int parts) {
    this.table = table;
    this.parts = parts;
  }

  /** The parts are searched in parallel, in the fork-join pool that this is called from. */
  @Override
  public List<Swap> propose(ServedNodes state, int most) {
    List<List<Swap>> found =
        IntStream.range(0, parts).parallel().mapToObj(part -> propose(state, part, most)).toList();
    return Proposals.merge(found.stream().flatMap(List::stream).toList(), most);
  }

  private List<Swap> propose(ServedNodes state, int part, int most) {
    return Proposals.of(
        state,
        IntStream.iterate(part, row -> row < table.rows().length, row -> row + parts)
            .mapToObj(row -> new LandmarkRow(row, table.rows()[row]))
            .iterator(),
        most);
  }

  @Override
  public float[][] fetch(int[] rows) {
    return Arrays.stream(rows).mapToObj(row -> table.rows()[row]).toArray(float[][]::new);
  }
}
