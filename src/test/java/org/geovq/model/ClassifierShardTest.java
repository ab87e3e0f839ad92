package org.geovq.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.geovq.data.ImageShape;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.nn.Pass;
import org.junit.jupiter.api.Test;

class ClassifierShardTest {
  private static final Pass PASS = new Pass(1, 1, 0);

  private static LabelledImage image(long id, int label, int... pixels) {
    byte[] bytes = new byte[pixels.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) pixels[i];
    }
    return new LabelledImage(id, Split.TRAIN, label, bytes);
  }

  /** Each example is written in its place alone. */
  @Test
  void imagesAndLabelsAreInTheOrderOfTheirIds() {
    ImageShape shape = new ImageShape(1, 2, 1);
    ClassifierShard shard =
        ClassifierShard.of(shape, List.of(image(9, 4, 51, 102), image(2, 7, 0, 255)));
    assertEquals(2, shard.size());
    assertArrayEquals(new int[] {7, 4}, shard.labels());
    float[] input = {-1, -1, -1, -1};
    float[] conditions = {-9, -9, -9};
    shard.fill(1, PASS, input, 1, conditions, 1);
    assertArrayEquals(new float[] {-1, .2f, .4f, -1}, input);
    assertArrayEquals(new float[] {-9, 4, -9}, conditions);
    shard.fill(0, PASS, input, 2, conditions, 2);
    assertArrayEquals(new float[] {-1, .2f, 0, 1}, input);
    assertArrayEquals(new float[] {-9, 4, 7}, conditions);
  }

  /** Red, green, blue of one pixel, then of the other. */
  @Test
  void coloursBecomePlanes() {
    ImageShape shape = new ImageShape(1, 2, 3);
    ClassifierShard shard =
        ClassifierShard.of(shape, List.of(image(0, 0, 0, 51, 102, 153, 204, 255)));
    float[] input = new float[6];
    shard.fill(0, PASS, input, 0, new float[1], 0);
    assertArrayEquals(new float[] {0, .6f, .2f, .8f, .4f, 1}, input, 1e-7f);
  }

  @Test
  void refusesAnImageWithoutALabel() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                ClassifierShard.of(
                    new ImageShape(1, 1, 1), List.of(image(3, 0, 1), image(8, -1, 1))));
    assertEquals("image 8 has no label", error.getMessage());
  }
}
