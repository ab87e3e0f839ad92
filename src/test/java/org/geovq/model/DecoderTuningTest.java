package org.geovq.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.geovq.data.ImageShape;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.nn.Kernels;
import org.geovq.nn.ParameterSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DecoderTuningTest {
  private static final Vae VAE = new Vae(1, 8, 8, 4, 1, Vae.Head.SPATIAL, 2, Likelihood.BERNOULLI);
  private static final DecoderTuning TUNING = new DecoderTuning(VAE);
  private static final ImageShape SHAPE = new ImageShape(8, 8, 1);
  private static final LatentGrid GRID = LatentGrid.of(VAE, 1);

  @BeforeAll
  static void chooseKernels() {
    Kernels.choose();
  }

  @Test
  void onlyTheDecoderIsTrainedAndComesBackIntoTheWhole() {
    ParameterSet whole = ParameterSet.initial(VAE, 1);
    ParameterSet other = ParameterSet.initial(VAE, 2);
    ParameterSet decoder = TUNING.decoder(other);
    decoder.parameters().forEach(p -> assertEquals("decoder", p.name().substring(0, 7), p.name()));
    ParameterSet mixed = TUNING.with(whole, decoder);
    for (var p : whole.parameters()) {
      ParameterSet from = p.name().startsWith("decoder") ? other : whole;
      assertArrayEquals(from.get(p.name()), mixed.get(p.name()), p.name());
    }
  }

  /** Codes 1 0 0 2 of three two-number vectors, channels first: 3 1 1 5, then 4 2 2 6. */
  @Test
  void aRowIsTheImageAndTheVectorsOfItsCodesAsTheDecoderTakesThem() {
    byte[] pixels = new byte[64];
    pixels[5] = (byte) 255;
    LabelledImage image = new LabelledImage(7, Split.TRAIN, -1, pixels);
    float[] vectors = {1, 2, 3, 4, 5, 6};
    CodedImageShard shard =
        CodedImageShard.of(
            SHAPE,
            GRID,
            vectors,
            List.of(new CodedImageShard.CodedImage(image, new int[] {1, 0, 0, 2})));
    float[] input = new float[64];
    float[] conditions = new float[8];
    shard.fill(0, null, input, 0, conditions, 0);
    assertArrayEquals(new float[] {3, 1, 1, 5, 4, 2, 2, 6}, conditions);
    assertEquals(1, input[5]);
    assertEquals(1, shard.size());
  }

  /** Chunks of other sizes change nothing; the value is that of the decoder's images. */
  @Test
  void theHeldOutLossIsThatOfTheDecodedImages() {
    ParameterSet whole = ParameterSet.initial(VAE, 1);
    LabelledImage image = new LabelledImage(7, Split.TRAIN, -1, new byte[64]);
    float[] vectors = {1, 2, 3, 4, 5, 6};
    CodedImageShard.CodedImage one = new CodedImageShard.CodedImage(image, new int[] {1, 0, 0, 2});
    CodedImageShard shard = CodedImageShard.of(SHAPE, GRID, vectors, List.of(one, one, one));
    try (ImageCodec codec = new ImageCodec(VAE, whole, 2)) {
      float[] decoded = codec.decode(new float[] {3, 1, 1, 5, 4, 2, 2, 6});
      double expected = 0;
      for (float p : Arrays.copyOf(decoded, 64)) {
        expected -= Math.log1p(-p);
      }
      assertEquals(3 * expected, shard.loss(VAE, codec, 2), 1e-6 * expected);
      assertEquals(3 * expected, shard.loss(VAE, codec, 3), 1e-6 * expected);
    }
  }
}
