package org.geovq.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ClassHistogramTest {
  /** Classes 2, 0, 2 and, of equals, 0; confidences .5, .75, 1 and .5. */
  private static ClassHistogram four() {
    ClassHistogram histogram = new ClassHistogram(3);
    histogram.add(new float[] {.25f, .25f, .5f});
    histogram.add(new float[] {.75f, .25f, 0});
    histogram.add(new float[] {0, 0, 1});
    histogram.add(new float[] {.5f, .5f, 0});
    return histogram;
  }

  @Test
  void sharesAndConfidenceByHand() {
    ClassHistogram histogram = four();
    assertEquals(4, histogram.images());
    assertArrayEquals(new double[] {.5, 0, .5}, histogram.shares());
    assertEquals(2.75 / 4, histogram.meanConfidence(), 1e-12);
  }

  /** Differences .25, .5 and .25. */
  @Test
  void totalVariationIsHalfTheAbsoluteDifferences() {
    ClassHistogram histogram = four();
    assertEquals(.5, histogram.totalVariation(new double[] {.25, .5, .25}), 1e-12);
    assertEquals(0, histogram.totalVariation(histogram.shares()));
    assertEquals(1, histogram.totalVariation(new double[] {0, 1, 0}));
  }

  @Test
  void mergedHistogramsCountAllImages() {
    ClassHistogram other = new ClassHistogram(3);
    other.add(new float[] {0, 1, 0});
    ClassHistogram merged = four().merge(other).merge(new ClassHistogram(3));
    assertArrayEquals(new double[] {.4, .2, .4}, merged.shares(), 1e-12);
    assertEquals(3.75 / 5, merged.meanConfidence(), 1e-12);
  }

  @Test
  void refusesOtherSizesAndNoImages() {
    ClassHistogram empty = new ClassHistogram(3);
    assertThrows(IllegalArgumentException.class, () -> new ClassHistogram(0));
    assertThrows(IllegalArgumentException.class, () -> empty.add(new float[2]));
    assertThrows(IllegalArgumentException.class, () -> empty.merge(new ClassHistogram(2)));
    assertThrows(IllegalArgumentException.class, () -> four().totalVariation(new double[4]));
    assertThrows(IllegalStateException.class, empty::shares);
    assertThrows(IllegalStateException.class, empty::meanConfidence);
  }
}
