package org.geovq.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpreadTest {
  /** Deviations -3, -1, 4 from 5: 26 / 2. */
  @Test
  void meanAndSampleDeviationByHand() {
    Spread spread = Spread.of(new double[] {2, 4, 9});
    assertEquals(5, spread.mean(), 1e-14);
    assertEquals(Math.sqrt(13), spread.standardDeviation(), 1e-14);
    assertEquals(3, spread.n());
  }

  @Test
  void oneRunHasNoSpreadAndShowsNothing() {
    Spread spread = Spread.of(new double[] {7});
    assertEquals(new Spread(7, 0, 1), spread);
    assertFalse(spread.toldFromZero());
  }

  /** Runs differ widely, but b is below a by 1, 2 and 3 in each. */
  @Test
  void differencesArePairedByRun() {
    double[] a = {10, 200, 3000};
    double[] b = {9, 198, 2997};
    assertEquals(new Spread(2, 1, 3), Spread.ofDifferences(a, b));
    assertEquals(new Spread(-2, 1, 3), Spread.ofDifferences(b, a));
  }

  /** Tables of t at 97.5 %: 12.706, 4.303 and 2.776 for 2, 3 and 5 runs. */
  @ParameterizedTest
  @CsvSource({"2, 12.706", "3, 4.303", "5, 2.776"})
  void theMeanIsToldFromZeroByStudentsTest(int n, double t) {
    double critical = t / Math.sqrt(n);
    assertTrue(new Spread(critical + .001, 1, n).toldFromZero());
    assertTrue(new Spread(-critical - .001, 1, n).toldFromZero());
    assertFalse(new Spread(critical - .001, 1, n).toldFromZero());
    assertFalse(new Spread(.001 - critical, 1, n).toldFromZero());
  }

  @Test
  void whatIsTheSameInAllRunsIsToldFromZeroUnlessItIsZero() {
    assertTrue(new Spread(.5, 0, 2).toldFromZero());
    assertFalse(new Spread(0, 0, 2).toldFromZero());
  }

  @Test
  void refusesNoValuesAndUnpairedOnes() {
    assertThrows(IllegalArgumentException.class, () -> Spread.of(new double[0]));
    assertThrows(
        IllegalArgumentException.class, () -> Spread.ofDifferences(new double[2], new double[3]));
  }
}
