package org.geovq.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class ImageCodecTest {
  /** As few batches as there must be, and as even as they can be. */
  @Test
  void noBatchIsFilledUpMoreThanItMust() {
    assertEquals(3, ImageCodec.batch(3, 20));
    assertEquals(20, ImageCodec.batch(20, 20));
    assertEquals(11, ImageCodec.batch(21, 20));
    assertEquals(128, ImageCodec.batch(256, 250));
    assertEquals(256, ImageCodec.batch(256, 4096));
    assertEquals(1, ImageCodec.batch(5, 1));
  }
}
