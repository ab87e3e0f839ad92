package org.geovq.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.geovq.nn.ParameterSet;
import org.geovq.nn.Trainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RisingRateTest {
  /** Over a quarter of 80 steps, to 0.5. */
  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0.025", "10, 0.25", "20, 0.5", "21, 0.5", "80, 0.5"})
  void betaRisesInAStraightLineAndStays(int iterations, double expected) {
    ParameterSet parameters = new ParameterSet(List.of(), new float[0]);
    Trainer.Steered next =
        new RisingRate(0.5, 0.25).next(new Trainer.Steered(7, parameters), iterations, 80);
    assertEquals(expected, next.weight(), 1e-12);
    assertSame(parameters, next.parameters());
  }

  @Test
  void itHasSettledWhenItHasRisen() {
    assertEquals(5, new RisingRate(1, 0.5).settled(10));
    assertEquals(4, new RisingRate(1, 0.31).settled(10));
  }
}
