package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CosineScheduleTest {
  /** From 10 to 2: 6 + 4 cos(pi i / 12); cos(pi/3) = 0.5. */
  @ParameterizedTest
  @CsvSource({"0, 10", "4, 8", "6, 6", "8, 4", "12, 2", "13, 2", "1000, 2"})
  void fallsAlongHalfACosineAndStays(int iteration, double expected) {
    CosineSchedule schedule = new CosineSchedule(10, 2, 12);
    assertEquals(expected, schedule.valueAt(iteration, 0), 1e-12);
    assertEquals(expected, schedule.clone().valueAt(iteration, 7), 1e-12);
  }
}
