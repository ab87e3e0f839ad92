package org.geovq.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class StrokeCanvasTest {
  /**
   * Along the row the distance from the line's end (2, 2) beyond its half width of 1 is 0, 1 or, in
   * the line, below 0; an edge of 2 pixels maps the distance d to 1/2 - d/2. Diagonal to the end:
   * sqrt 2 - 1 = .414, cover .293, of 200 that is 59.
   */
  @Test
  void coverFallsWithTheDistanceFromTheEdge() {
    StrokeCanvas canvas = new StrokeCanvas(5);
    canvas.line(0, 2, 1, 2, 2, 1);
    byte full = (byte) 200;
    byte half = 100;
    assertArrayEquals(
        new byte[] {
          0, 0, 0, 0, 0, half, half, half, 59, 0, full, full, full, half, 0, half, half, half, 59,
          0, 0, 0, 0, 0, 0
        },
        canvas.pixels(200 / 255., 2));
  }

  @Test
  void aLineWithoutLengthIsADot() {
    StrokeCanvas canvas = new StrokeCanvas(3);
    canvas.line(1, 1, .5f, 1, 1, .5f);
    assertArrayEquals(new byte[] {0, 0, 0, 0, (byte) 255, 0, 0, 0, 0}, canvas.pixels(1, 1));
  }

  @Test
  void whatLiesOutsideIsCutOff() {
    StrokeCanvas canvas = new StrokeCanvas(2);
    canvas.line(-9, -9, 1, -5, -9, 1);
    canvas.line(9, 9, 1, 5, 9, 1);
    assertArrayEquals(new byte[4], canvas.pixels(1, 1));
  }
}
