package org.geovq.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.geovq.nn.Kernels;
import org.geovq.nn.Parameter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The priors' parameters, and what the plain masked PixelCNN does not see. */
class PriorParametersTest {

  @BeforeAll
  static void chooseKernels() {
    Kernels.choose();
  }

  private static List<String> described(Prior prior) {
    return prior.parameters().stream().map(p -> p.name() + Arrays.toString(p.shape())).toList();
  }

  /** Files of trained networks hold the values in this order. */
  @Test
  void anUnconditionalGatedPixelCnnHasTheParametersOfEarlierVersions() {
    List<String> expected =
        List.of(
            "embedding.table[5, 4]",
            "layer1.vertical.weight[2, 3, 4, 8]",
            "layer1.vertical.bias[8]",
            "layer1.horizontal.weight[1, 2, 4, 8]",
            "layer1.horizontal.bias[8]",
            "layer1.across.weight[1, 1, 4, 8]",
            "layer1.across.bias[8]",
            "layer1.out.weight[1, 1, 4, 4]",
            "layer1.out.bias[4]",
            "head.weight[4, 5]",
            "head.bias[5]");
    assertEquals(expected, described(new GatedPixelCnn(5, 3, 4, 4, 1, 0)));
  }

  /** A vector of 2 x channels before each of two gates, for each class and layer. */
  @Test
  void classesAddTheirVectorsToTheGatedPixelCnn() {
    long without = new GatedPixelCnn(5, 3, 4, 4, 3, 0).parameterCount();
    assertEquals(without + 3 * 2 * 10 * 8, new GatedPixelCnn(5, 3, 4, 4, 3, 10).parameterCount());
  }

  /** As stated by the reference experiments; with classes, 256 more for each layer and class. */
  @Test
  void theReferencesMaskedPixelCnnHasItsNumberOfParameters() {
    assertEquals(33_885_568, new MaskedPixelCnn(512, 7, 7, 128, 256, 10, 0).parameterCount());
    assertEquals(10_111_168, new MaskedPixelCnn(512, 8, 8, 64, 128, 12, 0).parameterCount());
    assertEquals(
        33_885_568 + 11 * 10 * 256,
        new MaskedPixelCnn(512, 7, 7, 128, 256, 10, 10).parameterCount());
  }

  /** 24 of 49 taps count in the first layer, 25 in the others: variance bound^2 / 3 = 2 / fanIn. */
  @Test
  void theMaskedPixelCnnStartsWithKaimingsVarianceAndNoBias() {
    for (Parameter p : new MaskedPixelCnn(5, 3, 4, 6, 8, 1, 0).parameters()) {
      double variance =
          switch (p.name()) {
            case "embedding.table" -> 0.05 * 0.05;
            case "layer0.weight" -> 2.0 / (24 * 6);
            case "layer1.weight" -> 2.0 / (25 * 8);
            case "hidden.weight" -> 2.0 / 8;
            case "head.weight" -> 2.0 / 4;
            default -> 0;
          };
      assertEquals(variance, p.bound() * p.bound() / 3, 1e-9, p.name());
    }
  }

  /**
   * On 7 columns a kernel reaches three to the right for each row up: the last code of the first
   * row is hidden from the first position of the second, but not from the fourth.
   */
  @Test
  void theMaskedPixelCnnHasABlindSpot() {
    double[][] influence = PriorsTest.influence(new MaskedPixelCnn(3, 2, 7, 4, 4, 3, 0));
    assertEquals(0, influence[6][7]);
    assertTrue(influence[6][7 + 3] > 1e-6);
  }

  /**
   * By hand: 6 tokens and 12 positions of 8; in each of 2 layers 8 x 24, 8 x 8, 8 x 32 and 32 x 8;
   * a head of 8 x 5 + 5. Two more classes are two more tokens to begin with.
   */
  @Test
  void theTransformersParametersAreThoseOfItsDenseLayersAndTables() {
    long expected = 18 * 8 + 2 * (192 + 64 + 256 + 256) + 45;
    assertEquals(expected, new TransformerPrior(5, 3, 4, 8, 2, 2, 0).parameterCount());
    assertEquals(expected + 2 * 8, new TransformerPrior(5, 3, 4, 8, 2, 2, 3).parameterCount());
  }

  @Test
  void headsMustDivideTheWidth() {
    Exception e =
        assertThrows(
            IllegalArgumentException.class, () -> new TransformerPrior(5, 3, 4, 8, 3, 2, 0));
    assertEquals("width 8 with 3 heads", e.getMessage());
  }
}
