package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CosineScheduleTest {
  /** From 10 to 2: 6 + 4 cos(pi i / 12); cos(pi/3) = 0.5. */
  @ParameterizedTest
  @CsvSource({"0, 10", "4, 8", "6, 6", "8, 4", "12, 2", "13, 2", "1000, 2"})
  void fallsAlongHalfACosineAndStays(int iteration, double expected) {
    CosineSchedule schedule = new CosineSchedule(10, 2, 0, 12);
    assertEquals(expected, schedule.valueAt(iteration, 0), 1e-12);
    assertEquals(expected, schedule.clone().valueAt(iteration, 7), 1e-12);
  }

  /** Fifths of 10, then the same cosine, five steps later. */
  @ParameterizedTest
  @CsvSource({"0, 2", "1, 4", "3, 8", "4, 10", "5, 10", "9, 8", "11, 6", "13, 4", "17, 2", "99, 2"})
  void risesInAStraightLineBefore(int iteration, double expected) {
    assertEquals(expected, new CosineSchedule(10, 2, 5, 17).valueAt(iteration, 0), 1e-12);
  }
}
