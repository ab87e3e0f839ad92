package org.geovq.data;

/**
 * The ten digits as pen strokes, drawn for this project: {@code [digit][variant][stroke]}, each
 * stroke the points x0, y0, x1, y1, ... of a smooth curve on a square of 20 x 20, y downwards. A
 * stroke that ends where it began is a closed loop; a corner is where one stroke ends and the next
 * begins.
 */
final class StrokeGlyphs {
  private static final float[][][][] GLYPHS = {
    { // 0: closed; begun at the top and overlapping
      {{10, 2, 6.2f, 4.5f, 4.7f, 10, 6.2f, 15.5f, 10, 18, 14, 15.5f, 15.5f, 10, 14, 4.5f, 10, 2}},
      {
        {
          12.5f, 2.6f, 8.4f, 2.6f, 5.4f, 7, 5, 12.5f, 8, 17.6f, 12.6f, 16.6f, 15.2f, 11.5f, 14.6f,
          5.6f, 11.6f, 2, 8.2f, 3.4f
        }
      }
    },
    { // 1: bar; flag; flag and foot
      {{10, 2, 10, 10, 10, 18}},
      {{6.4f, 6.2f, 8.6f, 4.4f, 10.5f, 2}, {10.5f, 2, 10.4f, 10, 10.5f, 18}},
      {{7, 5.4f, 10.5f, 2}, {10.5f, 2, 10.4f, 10, 10.4f, 18}, {6.5f, 18, 14.5f, 17.9f}}
    },
    { // 2: corner; loop
      {
        {4.8f, 6.2f, 6.4f, 3, 10, 1.8f, 13.8f, 3.6f, 14, 7.6f, 10.8f, 12.4f, 4.5f, 18},
        {4.5f, 18, 10, 17.6f, 16, 18}
      },
      {
        {
          5, 5.6f, 7.8f, 2.3f, 12.2f, 2.4f, 14, 6, 12, 10.6f, 8.4f, 15.4f, 5.2f, 17.9f, 3.4f, 16.2f,
          5.6f, 14.6f, 9, 16.2f, 12.6f, 18, 16.6f, 16.8f
        }
      }
    },
    { // 3: round; flat top
      {
        {5, 4, 8, 2, 12.2f, 2.4f, 13.8f, 5.2f, 12.2f, 8.2f, 8.4f, 9.6f},
        {8.4f, 9.6f, 12.8f, 10.6f, 14.8f, 13.8f, 12.8f, 17, 9, 18.1f, 4.8f, 16.4f}
      },
      {
        {5, 2.6f, 10, 2.5f, 14, 2.3f},
        {14, 2.3f, 9.4f, 8.4f},
        {9.4f, 8.4f, 13.2f, 9.8f, 14.6f, 13, 12.8f, 16.8f, 9, 18, 4.8f, 16.6f}
      }
    },
    { // 4: open; closed; open in one curve
      {
        {5.8f, 2.4f, 5, 7, 4.6f, 10.6f},
        {4.6f, 10.6f, 9.6f, 10.6f, 14.6f, 10},
        {13.6f, 2.8f, 13.2f, 10, 12.8f, 18}
      },
      {
        {12.4f, 2, 8.4f, 7.4f, 4, 12.6f}, {4, 12.6f, 10, 12.6f, 16.4f, 12.2f}, {12.4f, 2, 12.2f, 18}
      },
      {
        {5.6f, 2.6f, 4.9f, 7.6f, 7, 10.6f, 11, 10, 14, 7},
        {14.4f, 2.6f, 13.6f, 10, 12.4f, 18}
      }
    },
    { // 5: corners; one curve
      {
        {15, 2.4f, 11, 2.6f, 7, 2.5f},
        {7, 2.5f, 6, 9},
        {6, 9, 9.6f, 7.9f, 13.4f, 9.4f, 14.6f, 13, 12.4f, 16.8f, 8.8f, 18, 4.8f, 16.6f}
      },
      {
        {
          15, 2.2f, 9.4f, 2.6f, 7, 5.6f, 7.6f, 8.6f, 11.4f, 10.6f, 13.8f, 13.6f, 12, 17.1f, 8.4f,
          18, 5, 16.6f
        }
      }
    },
    { // 6: bowed; steep
      {
        {
          13.4f, 2, 9, 5, 6.2f, 10, 5.6f, 14.2f, 7.6f, 17.6f, 11.4f, 17.8f, 14, 14.8f, 12.8f, 11.4f,
          9.4f, 10.9f, 6, 13.8f
        }
      },
      {
        {
          10.6f, 2, 7.6f, 7.6f, 6, 13, 7.4f, 17.3f, 11.2f, 17.8f, 13.6f, 14.6f, 11.4f, 11.7f, 8.2f,
          13, 6.8f, 16.2f
        }
      }
    },
    { // 7: plain; barred; hooked
      {{4.4f, 3.4f, 9.6f, 3.2f, 15, 2.8f}, {15, 2.8f, 11.4f, 9.4f, 9, 18}},
      {
        {4.4f, 3.2f, 9.6f, 3, 15, 2.8f},
        {15, 2.8f, 11.6f, 9.4f, 8.6f, 18},
        {7, 10.6f, 10.6f, 10.2f, 14, 10.4f}
      },
      {
        {4.8f, 6, 5.2f, 3.4f},
        {5.2f, 3.4f, 10, 3.6f, 14.4f, 2.6f},
        {14.4f, 2.6f, 13, 7, 11.4f, 11.6f, 10.8f, 18}
      }
    },
    { // 8: one stroke; two loops
      {
        {
          14, 4.8f, 10.6f, 2, 6.8f, 3.8f, 7, 7.2f, 10.4f, 9.8f, 13.8f, 13, 13, 16.8f, 9.4f, 18.1f,
          6.2f, 16, 7, 12.6f, 10.4f, 9.8f, 13.4f, 7.6f, 14, 4.8f
        }
      },
      {
        {10, 2, 7.2f, 3.6f, 7.1f, 7.4f, 10, 9.4f, 12.8f, 7.4f, 12.8f, 3.6f, 10, 2},
        {10, 9.4f, 6.6f, 11.4f, 6.3f, 16, 10, 18.1f, 13.6f, 16, 13.4f, 11.4f, 10, 9.4f}
      }
    },
    { // 9: straight stem; curved tail
      {
        {13.6f, 5, 10.6f, 2.2f, 6.8f, 4, 6, 8, 8.4f, 10.4f, 11.8f, 9, 13.6f, 5},
        {13.6f, 5, 13.2f, 11, 12, 18}
      },
      {
        {13.6f, 5, 10.6f, 2.2f, 6.9f, 4, 6.3f, 7.6f, 8.6f, 9.8f, 11.8f, 8.6f, 13.6f, 5},
        {13.6f, 5, 14, 11, 12.4f, 16.4f, 8.6f, 18.2f, 5.8f, 16.6f}
      }
    }
  };

  private StrokeGlyphs() {}

  /** Number of ways in which a digit is written. */
  static int variants(int digit) {
    return GLYPHS[digit].length;
  }

  /** Strokes of a digit; not to be changed. */
  static float[][] strokes(int digit, int variant) {
    return GLYPHS[digit][variant];
  }
}
