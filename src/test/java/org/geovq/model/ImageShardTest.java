package org.geovq.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.geovq.UserError;
import org.geovq.data.ImageShape;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.nn.Pass;
import org.junit.jupiter.api.Test;

class ImageShardTest {
  private static final ImageShape GREY = new ImageShape(1, 2, 1);
  private static final ImageShape COLOUR = new ImageShape(1, 2, 3);
  private static final int LATENT = 3;

  private static LabelledImage image(long id, int... pixels) {
    byte[] bytes = new byte[pixels.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) pixels[i];
    }
    return new LabelledImage(id, Split.TRAIN, -1, bytes);
  }

  private static float[] input(ImageShard shard, int row) {
    float[] input = new float[shard.shape().pixels()];
    shard.fill(row, new Pass(1, 1, 0), input, 0, new float[LATENT + 1], 0);
    return input;
  }

  private static float[] conditions(ImageShard shard, int row, Pass pass) {
    float[] conditions = new float[LATENT + 1];
    shard.fill(row, pass, new float[shard.shape().pixels()], 0, conditions, 0);
    return conditions;
  }

  @Test
  void imagesAreInTheOrderOfTheirIds() {
    ImageShard shard = ImageShard.of(GREY, LATENT, List.of(image(9, 51, 102), image(2, 0, 255)));
    assertEquals(2, shard.size());
    assertArrayEquals(new long[] {2, 9}, shard.ids());
    assertArrayEquals(new float[] {0, 1}, input(shard, 0));
    assertArrayEquals(new float[] {0.2f, 0.4f}, input(shard, 1));
  }

  /** Red, green, blue of one pixel, then of the other. */
  @Test
  void coloursBecomePlanes() {
    ImageShard shard = ImageShard.of(COLOUR, LATENT, List.of(image(0, 0, 51, 102, 153, 204, 255)));
    assertArrayEquals(new float[] {0, 0.6f, 0.2f, 0.8f, 0.4f, 1}, input(shard, 0), 1e-7f);
  }

  /** 1,000 fair coins: 16 is their standard deviation. Each channel is turned round by itself. */
  @Test
  void halfOfTheEpochsShowTheMirrorImage() {
    List<LabelledImage> images = List.of(image(7, 0, 51, 102, 153, 204, 255));
    ImageShard shard = ImageShard.of(COLOUR, LATENT, images).mirrored(true);
    float[] asItIs = {0, 0.6f, 0.2f, 0.8f, 0.4f, 1};
    float[] mirrored = {0.6f, 0, 0.8f, 0.2f, 1, 0.4f};
    int turned = 0;
    for (int epoch = 1; epoch <= 1000; epoch++) {
      float[] input = new float[6];
      shard.fill(0, new Pass(1, epoch, 0), input, 0, new float[LATENT + 1], 0);
      boolean turn = input[0] > 0.5f;
      assertArrayEquals(turn ? mirrored : asItIs, input, 1e-7f);
      turned += turn ? 1 : 0;
    }
    assertEquals(500, turned, 80);
  }

  @Test
  void noiseHangsOnSeedEpochAndIdButNotOnTheShard() {
    ImageShard two = ImageShard.of(GREY, LATENT, List.of(image(2, 0, 0), image(9, 0, 0)));
    ImageShard one = ImageShard.of(GREY, LATENT, List.of(image(9, 7, 7)));
    Pass pass = new Pass(1, 4, 0.5);
    float[] noise = conditions(two, 1, pass);
    assertArrayEquals(noise, conditions(two, 1, pass));
    assertArrayEquals(noise, conditions(one, 0, pass));
    assertFalse(Arrays.equals(noise, conditions(two, 0, pass)));
    assertFalse(Arrays.equals(noise, conditions(two, 1, new Pass(1, 5, 0.5))));
    assertFalse(Arrays.equals(noise, conditions(two, 1, new Pass(2, 4, 0.5))));
  }

  @Test
  void theLastConditionIsBetaAndChangesNoNoise() {
    ImageShard shard = ImageShard.of(GREY, LATENT, List.of(image(9, 7, 7)));
    float[] half = conditions(shard, 0, new Pass(1, 4, 0.5));
    float[] two = conditions(shard, 0, new Pass(1, 4, 2));
    assertEquals(0.5f, half[LATENT]);
    assertEquals(2f, two[LATENT]);
    assertArrayEquals(Arrays.copyOf(half, LATENT), Arrays.copyOf(two, LATENT));
  }

  /** Standard errors of 3,000 normal numbers: 0.018 of the mean, 0.026 of the variance. */
  @Test
  void noiseIsStandardNormal() {
    double sum = 0;
    double squares = 0;
    for (int id = 0; id < 1000; id++) {
      ImageShard shard = ImageShard.of(GREY, LATENT, List.of(image(id, 0, 0)));
      float[] noise = conditions(shard, 0, new Pass(1, 1, 0));
      for (int i = 0; i < LATENT; i++) {
        sum += noise[i];
        squares += noise[i] * noise[i];
      }
    }
    assertEquals(0, sum / 3000, 0.08);
    assertEquals(1, squares / 3000, 0.12);
  }

  @Test
  void anExampleIsWrittenWhereItIsWanted() {
    ImageShard shard = ImageShard.of(GREY, LATENT, List.of(image(0, 0, 255)));
    float[] input = {-1, -1, -1, -1};
    float[] conditions = {-9, -9, -9, -9, -9, -9};
    shard.fill(0, new Pass(1, 1, 0.25), input, 1, conditions, 1);
    assertArrayEquals(new float[] {-1, 0, 1, -1}, input);
    assertEquals(-9, conditions[0]);
    assertEquals(0.25f, conditions[1 + LATENT]);
    assertEquals(-9, conditions[5]);
  }

  /** 0.5 is 127.5, rounded up; 0.498 is 126.99. */
  @Test
  void bytesAreRoundedAndClamped() {
    float[] planar = {99, -0.1f, 0.5f, 0.498f, 1.2f, 1, 0};
    byte[] expected = {0, 127, (byte) 255, (byte) 128, (byte) 255, 0};
    assertArrayEquals(expected, ImageShard.toBytes(COLOUR, planar, 1));
  }

  @Test
  void everyByteSurvivesTheWayThere() {
    ImageShape shape = new ImageShape(16, 16, 1);
    byte[] pixels = new byte[256];
    for (int i = 0; i < 256; i++) {
      pixels[i] = (byte) i;
    }
    float[] planar = new float[256];
    ImageShard.toPlanar(shape, pixels, 0, planar, 0);
    assertArrayEquals(pixels, ImageShard.toBytes(shape, planar, 0));
  }

  /** Before anything is allocated. */
  @Test
  void moreImagesThanAnArrayHoldsAreASentence() {
    UserError error =
        assertThrows(UserError.class, () -> ImageShard.room(50_000, new ImageShape(256, 256, 3)));
    assertEquals(
        "50,000 images of 256 x 256 pixels are too many for one worker: train with mode = spark and more workers on"
            + " more slots, or lower data.image.size.",
        error.getMessage());
    assertEquals(12, ImageShard.room(3, new ImageShape(2, 2, 1)).length);
  }
}
