package org.geovq.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class PriorFiguresTest {
  /** 10 images of 49 positions at log 512 nats: 9 bits each, 441 bits per image of 784 numbers. */
  @Test
  void aPriorThatKnowsNothingHasThePerplexityOfTheCodebook() {
    PriorFigures figures = PriorFigures.of(10 * 49 * Math.log(512), 10, 49, 784);
    assertEquals(49 * Math.log(512), figures.nllNatsPerImage(), 1e-9);
    assertEquals(9, figures.bitsPerPosition(), 1e-12);
    assertEquals(441. / 784, figures.bitsPerDim(), 1e-12);
    assertEquals(512, figures.perplexity(), 1e-9);
  }

  @Test
  void refusesNumbersBelowOne() {
    assertThrows(IllegalArgumentException.class, () -> PriorFigures.of(1, 0, 49, 784));
    assertThrows(IllegalArgumentException.class, () -> PriorFigures.of(1, 1, 0, 784));
    assertThrows(IllegalArgumentException.class, () -> PriorFigures.of(1, 1, 49, 0));
  }
}
