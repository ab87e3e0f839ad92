package org.geovq.eval;

import java.io.Serializable;

/**
 * How evenly the codes of a codebook are used. Even use is what the codebook's size pays for; at
 * equal distortion, uneven use costs fewer bits.
 *
 * @param size codes in the codebook, K
 * @param used codes used at least once; K at best
 * @param usagePerplexity exp of the entropy in nats of the codes' frequencies, 1 to K
 * @param topShare share of the commonest code, 1 / K to 1
 * @param bitsPerPosition entropy of the codes' frequencies in bits, 0 to log2 K: what a position
 *     costs with no other model than the frequencies
 * @param bitsPerImage the same for all positions of an image
 */
public record CodeUsage(
    int size,
    int used,
    double usagePerplexity,
    double topShare,
    double bitsPerPosition,
    double bitsPerImage)
    implements Serializable {

  /**
   * From how often each code occurs.
   *
   * @param counts {@code [K]}, not negative, not all 0
   * @param positionsPerImage codes per image, at least 1
   * @throws IllegalArgumentException where they are not
   */
  public static CodeUsage of(long[] counts, int positionsPerImage) {
    long total = 0;
    long top = 0;
    int used = 0;
    for (long count : counts) {
      if (count < 0) {
        throw new IllegalArgumentException("a code cannot occur " + count + " times");
      }
      total += count;
      top = Math.max(top, count);
      used += count > 0 ? 1 : 0;
    }
    if (total == 0 || positionsPerImage < 1) {
      throw new IllegalArgumentException(
          total + " codes at " + positionsPerImage + " positions per image");
    }
    double nats = entropy(counts, total);
    double bits = nats / Math.log(2);
    return new CodeUsage(
        counts.length, used, Math.exp(nats), (double) top / total, bits, bits * positionsPerImage);
  }

  /**
   * Adds an image's codes to the counts.
   *
   * @param codes each 0 .. K-1
   * @param counts {@code [K]}
   * @throws IllegalArgumentException where a code is out of range
   */
  public static void count(int[] codes, long[] counts) {
    for (int code : codes) {
      if (code < 0 || code >= counts.length) {
        throw new IllegalArgumentException("code " + code + " of a codebook of " + counts.length);
      }
      counts[code]++;
    }
  }

  private static double entropy(long[] counts, long total) {
    double nats = 0;
    for (long count : counts) {
      if (count > 0) {
        double share = (double) count / total;
        nats -= share * Math.log(share);
      }
    }
    return Math.max(0, nats);
  }
}
