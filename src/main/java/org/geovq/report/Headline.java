package org.geovq.report;

/**
 * A number that the page opens with.
 *
 * @param name what it is, with its unit: "image MSE, geodesic codes"
 * @param value as printed: "0.0025"
 * @param caption what to compare it with
 * @param direction which direction is better
 */
public record Headline(String name, String value, String caption, Direction direction) {
  /** Which direction is better. */
  public enum Direction {
    LOWER("↓ lower is better"),
    HIGHER("↑ higher is better"),
    NEITHER("");

    private final String words;

    Direction(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }
}
