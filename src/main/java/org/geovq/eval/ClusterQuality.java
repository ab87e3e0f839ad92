package org.geovq.eval;

import java.io.Serializable;
import java.util.Arrays;

/**
 * How well codes agree with labels; higher is better throughout. Purity grows with the number of
 * codes by itself; the other two do so less (NMI) or not at all (ARI).
 *
 * @param purity share of the items that have the commonest label of their code, above 0, at most 1
 * @param nmi mutual information over the mean of the two entropies (arithmetic, as scikit-learn's
 *     default), 0 to 1; 1 also where there is one code and one label
 * @param ari adjusted Rand index, 0 for codes drawn at random, 1 at best, below 0 at worst
 */
public record ClusterQuality(double purity, double nmi, double ari) implements Serializable {

  /**
   * From how often each code meets each label.
   *
   * <p>ARI: L. Hubert, P. Arabie, "Comparing partitions", Journal of Classification 2, 1985,
   * doi:10.1007/BF01908075.
   *
   * @param contingency {@code [codes, labels]}, not negative, not all 0
   * @throws IllegalArgumentException where it is not, or its rows differ in length
   */
  public static ClusterQuality of(long[][] contingency) {
    int labels = contingency.length == 0 ? 0 : contingency[0].length;
    long[] both = new long[contingency.length * labels];
    long[] ofCode = new long[contingency.length];
    long[] ofLabel = new long[labels];
    long commonest = 0;
    for (int code = 0; code < contingency.length; code++) {
      requireLength(contingency[code], labels);
      long top = 0;
      for (int label = 0; label < labels; label++) {
        long count = contingency[code][label];
        both[code * labels + label] = count;
        ofCode[code] += count;
        ofLabel[label] += count;
        top = Math.max(top, count);
      }
      commonest += top;
    }
    double bits = entropy(both);
    long total = Arrays.stream(ofCode).sum();
    return new ClusterQuality(
        (double) commonest / total,
        nmi(bits, entropy(ofCode) + entropy(ofLabel)),
        ari(pairs(both), pairs(ofCode), pairs(ofLabel), pairs(total)));
  }

  /** In bits. */
  private static double entropy(long[] counts) {
    return CodeUsage.of(counts, 1).bitsPerPosition();
  }

  /** I = H(codes) + H(labels) - H(both), so I over their mean is 2 - 2 H(both) / sum. */
  private static double nmi(double both, double sum) {
    return sum == 0 ? 1 : Math.max(0, Math.min(1, 2 - 2 * both / sum));
  }

  /** Pairs that are together in both, less those expected, over the most there could be. */
  private static double ari(double both, double inCode, double inLabel, double all) {
    if (both == inCode && both == inLabel) {
      return 1;
    }
    double expected = inCode / all * inLabel;
    return (both - expected) / ((inCode + inLabel) / 2 - expected);
  }

  private static double pairs(long... counts) {
    double pairs = 0;
    for (long count : counts) {
      pairs += count * (count - 1.) / 2;
    }
    return pairs;
  }

  private static void requireLength(long[] row, int length) {
    if (row.length != length) {
      throw new IllegalArgumentException("a row of " + row.length + " labels among " + length);
    }
  }
}
