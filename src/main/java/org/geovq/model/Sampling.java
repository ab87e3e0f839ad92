package org.geovq.model;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;

/**
 * How a code is drawn from logits.
 *
 * @param temperature the logits are divided by it
 * @param topK only that many of the most likely codes are drawn from; 0: all
 * @param topP only the most likely codes that together reach this probability are drawn from; 1:
 *     all
 */
public record Sampling(double temperature, int topK, double topP) implements Serializable {

  /**
   * The code at the quantile u of the distribution.
   *
   * @param logits K of them from the given place on
   * @param u uniform in [0, 1)
   */
  public int draw(float[] logits, int from, int k, double u) {
    double[] weights = weights(logits, from, k);
    if (topK > 0 && topK < k || topP < 1) {
      truncate(weights);
    }
    double left = u * Arrays.stream(weights).sum();
    int last = 0;
    for (int code = 0; code < k; code++) {
      if (weights[code] > 0) {
        last = code;
        left -= weights[code];
        if (left < 0) {
          return code;
        }
      }
    }
    return last;
  }

  private double[] weights(float[] logits, int from, int k) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int code = 0; code < k; code++) {
      largest = Math.max(largest, logits[from + code]);
    }
    double[] weights = new double[k];
    for (int code = 0; code < k; code++) {
      weights[code] = Math.exp((logits[from + code] - largest) / temperature);
    }
    return weights;
  }

  /** Zeroes the codes that are not to be drawn; of equally likely ones the smaller stays. */
  private void truncate(double[] weights) {
    Integer[] order = new Integer[weights.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble((Integer i) -> -weights[i]));
    double wanted = topP * Arrays.stream(weights).sum();
    double reached = 0;
    for (int rank = 0; rank < order.length; rank++) {
      boolean kept = (topK == 0 || rank < topK) && (rank == 0 || reached < wanted);
      reached += weights[order[rank]];
      weights[order[rank]] = kept ? weights[order[rank]] : 0;
    }
  }
}
