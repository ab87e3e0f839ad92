package org.geovq.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

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
    assertFalse(spread.beyond());
  }

  /** Runs differ widely, but b is below a by 1, 2 and 3 in each. */
  @Test
  void differencesArePairedByRun() {
    double[] a = {10, 200, 3000};
    double[] b = {9, 198, 2997};
    assertEquals(new Spread(2, 1, 3), Spread.ofDifferences(a, b));
    assertEquals(new Spread(-2, 1, 3), Spread.ofDifferences(b, a));
  }

  @Test
  void beyondIsFartherFromZeroThanOneDeviationOnEitherSide() {
    assertTrue(new Spread(2, 1, 3).beyond());
    assertTrue(new Spread(-2, 1, 3).beyond());
    assertFalse(new Spread(1, 1, 3).beyond());
    assertFalse(new Spread(-.5, 1, 3).beyond());
    assertTrue(new Spread(.5, 0, 2).beyond());
    assertFalse(new Spread(0, 0, 2).beyond());
  }

  @Test
  void refusesNoValuesAndUnpairedOnes() {
    assertThrows(IllegalArgumentException.class, () -> Spread.of(new double[0]));
    assertThrows(
        IllegalArgumentException.class, () -> Spread.ofDifferences(new double[2], new double[3]));
  }
}
