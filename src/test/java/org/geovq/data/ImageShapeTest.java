package org.geovq.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageShapeTest {
  @Test
  void pixelsCountsAllNumbers() {
    assertEquals(28 * 30 * 3, new ImageShape(28, 30, 3).pixels());
    assertEquals(4096 * 4096 * 3, new ImageShape(4096, 4096, 3).pixels());
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 1", "1, 0, 1", "4097, 1, 1", "1, 4097, 1", "1, 1, 0", "1, 1, 2", "1, 1, 4"})
  void refusesSidesAndChannelsOutOfRange(int height, int width, int channels) {
    assertThrows(IllegalArgumentException.class, () -> new ImageShape(height, width, channels));
  }
}
