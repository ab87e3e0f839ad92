package org.geovq.report;

import java.util.List;

/**
 * A table of results.
 *
 * @param id anchor: lower-case letters, digits and hyphens
 * @param title what it shows, in a few words
 * @param caption how to read it, and which direction is better
 * @param heads column heads, with units
 * @param rows cells, one per column in every row
 */
public record Table(
    String id, String title, String caption, List<String> heads, List<List<Cell>> rows)
    implements Block {
  /**
   * Checks the id and the number of cells.
   *
   * @throws IllegalArgumentException if the id holds anything else, or a row is too long or short
   */
  public Table {
    Block.checkedId(id);
    heads = List.copyOf(heads);
    rows = List.copyOf(rows);
    for (List<Cell> row : rows) {
      if (row.size() != heads.size()) {
        throw new IllegalArgumentException(
            "table %s: a row of %d cells under %d heads".formatted(id, row.size(), heads.size()));
      }
    }
  }

  /** Whether a column holds numbers. */
  boolean numbers(int column) {
    return rows.stream().anyMatch(row -> row.get(column).number());
  }

  /**
   * One cell.
   *
   * @param text as printed
   * @param number set at the right, figures under figures
   * @param best the best of its column, set in bold
   */
  public record Cell(String text, boolean number, boolean best) {
    /** Words. */
    public static Cell text(String text) {
      return new Cell(text, false, false);
    }

    /** A number, as printed. */
    public static Cell number(String text) {
      return new Cell(text, true, false);
    }

    /** The best number of its column, as printed. */
    public static Cell best(String text) {
      return new Cell(text, true, true);
    }
  }
}
