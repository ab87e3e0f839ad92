package org.geovq.eval;

import java.io.Serializable;

/**
 * How evenly the codes are used at each position of the grid. Positions that hold less than others,
 * such as a dark margin, use fewer codes.
 *
 * @param used {@code [positions]}: codes used at least once there, 1 to K
 * @param usagePerplexity {@code [positions]}: exp of the entropy in nats of the codes' frequencies
 *     there, 1 to K
 */
public record PositionUsage(int[] used, double[] usagePerplexity) implements Serializable {

  /**
   * From how often each code occurs at each position.
   *
   * @param counts {@code [positions, K]}, not negative, at no position all 0
   * @throws IllegalArgumentException where they are not
   */
  public static PositionUsage of(long[][] counts) {
    int[] used = new int[counts.length];
    double[] perplexity = new double[counts.length];
    for (int position = 0; position < counts.length; position++) {
      CodeUsage usage = CodeUsage.of(counts[position], 1);
      used[position] = usage.used();
      perplexity[position] = usage.usagePerplexity();
    }
    return new PositionUsage(used, perplexity);
  }
}
