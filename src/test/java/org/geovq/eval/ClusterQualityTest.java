package org.geovq.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.geovq.random.Draw;
import org.junit.jupiter.api.Test;

class ClusterQualityTest {
  private static void assertQuality(double purity, double nmi, double ari, long[][] contingency) {
    ClusterQuality quality = ClusterQuality.of(contingency);
    assertEquals(purity, quality.purity(), 1e-12);
    assertEquals(nmi, quality.nmi(), 1e-12);
    assertEquals(ari, quality.ari(), 1e-12);
  }

  /**
   * Four items. Purity (2 + 1) / 4. The label tells the code, so I = H(codes) = 1 bit, H(labels) =
   * 1.5: 1 / 1.25. One pair is together in both, two in codes, one in labels, 2 x 1 / 6 expected:
   * (1 - 1/3) / (3/2 - 1/3) = 4/7.
   */
  @Test
  void aSplitLabelByHand() {
    assertQuality(.75, .8, 4 / 7., new long[][] {{2, 0, 0}, {0, 1, 1}});
  }

  /** No pair in both, two in each, 2/3 expected: (0 - 2/3) / (2 - 2/3) = -1/2. */
  @Test
  void independentCodesTellNothing() {
    assertQuality(.5, 0, -.5, new long[][] {{1, 1}, {1, 1}});
  }

  @Test
  void equalPartitionsArePerfectWhateverTheirNumbers() {
    assertQuality(1, 1, 1, new long[][] {{0, 3, 0}, {0, 0, 0}, {5, 0, 0}, {0, 0, 1}});
  }

  @Test
  void oneCodeForAllIsPureOnlyAsTheCommonestLabel() {
    assertQuality(.6, 0, 0, new long[][] {{6, 4}, {0, 0}});
  }

  @Test
  void oneCodeAndOneLabelAgree() {
    assertQuality(1, 1, 1, new long[][] {{7}});
    assertQuality(1, 1, 1, new long[][] {{1, 0}});
  }

  /**
   * ARI from all pairs of items: 2 (a d - b c) / ((a + b)(b + d) + (a + c)(c + d)), a pairs being
   * together in both, d in none. NMI from its definition, sum of p log(p / (q r)).
   */
  @Test
  void agreesWithCountingAllPairs() {
    SplittableRandom random = Draw.generator(1, "items", 0);
    int n = 60;
    int[] codes = new int[n];
    int[] labels = new int[n];
    long[][] contingency = new long[5][3];
    for (int i = 0; i < n; i++) {
      labels[i] = random.nextInt(3);
      codes[i] = random.nextInt(3) == 0 ? random.nextInt(5) : labels[i] + 1;
      contingency[codes[i]][labels[i]]++;
    }
    double[] pairs = new double[4];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        pairs[(codes[i] == codes[j] ? 0 : 2) + (labels[i] == labels[j] ? 0 : 1)]++;
      }
    }
    double ari =
        2
            * (pairs[0] * pairs[3] - pairs[1] * pairs[2])
            / ((pairs[0] + pairs[1]) * (pairs[1] + pairs[3])
                + (pairs[0] + pairs[2]) * (pairs[2] + pairs[3]));
    ClusterQuality quality = ClusterQuality.of(contingency);
    assertEquals(ari, quality.ari(), 1e-12);
    assertEquals(nmi(contingency, n), quality.nmi(), 1e-12);
  }

  private static double nmi(long[][] contingency, double n) {
    double[] q = new double[contingency.length];
    double[] r = new double[contingency[0].length];
    for (int i = 0; i < q.length; i++) {
      for (int j = 0; j < r.length; j++) {
        q[i] += contingency[i][j] / n;
        r[j] += contingency[i][j] / n;
      }
    }
    double information = 0;
    double entropies = 0;
    for (int i = 0; i < q.length; i++) {
      entropies -= q[i] == 0 ? 0 : q[i] * Math.log(q[i]);
      for (int j = 0; j < r.length; j++) {
        double p = contingency[i][j] / n;
        information += p == 0 ? 0 : p * Math.log(p / (q[i] * r[j]));
      }
    }
    for (double share : r) {
      entropies -= share * Math.log(share);
    }
    return 2 * information / entropies;
  }

  /**
   * Products of pairs are beyond the range of long. Pairs are as squares: 4 + 1 + 1 in both, 8 in
   * codes, 6 in labels, of 16, 3 expected: (6 - 3) / (7 - 3).
   */
  @Test
  void largeCountsDoNotOverflow() {
    long many = 1L << 42;
    assertQuality(.75, .8, .75, new long[][] {{2 * many, 0, 0}, {0, many, many}});
  }

  @Test
  void refusesWhatCannotBe() {
    assertThrows(IllegalArgumentException.class, () -> ClusterQuality.of(new long[0][]));
    assertThrows(IllegalArgumentException.class, () -> ClusterQuality.of(new long[2][2]));
    assertThrows(
        IllegalArgumentException.class, () -> ClusterQuality.of(new long[][] {{1, 2}, {3}}));
    assertThrows(IllegalArgumentException.class, () -> ClusterQuality.of(new long[][] {{2, -1}}));
  }
}
