package org.geovq.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ClassifierMeterTest {

  /** Images of constant features; a row of probabilities each. */
  private static TrainedClassifier.Result found(float feature, float... probabilities) {
    float[] features = new float[probabilities.length / 2 * Classifier.FEATURES];
    Arrays.fill(features, feature);
    return new TrainedClassifier.Result(features, probabilities);
  }

  private static ClassifierMeter meter() {
    return new ClassifierMeter(2);
  }

  /** Right, wrong, and an image without a label: half right; -(ln 0.75 + ln 0.25) / 2. */
  @Test
  void labelledImagesAloneDecideAccuracyAndLoss() {
    ClassifierMeter meter =
        meter().add(found(0, 0.75f, 0.25f, 0.75f, 0.25f, 0, 1), new int[] {0, 1, -1});
    assertEquals(0.5, meter.accuracy());
    assertEquals(-(Math.log(0.75) + Math.log(0.25)) / 2, meter.crossEntropy(), 1e-12);
    assertEquals(3, meter.images());
    assertArrayEquals(new double[] {2 / 3., 1 / 3.}, meter.classes().shares(), 1e-12);
    assertEquals((0.75 + 0.75 + 1) / 3, meter.classes().meanConfidence(), 1e-12);
  }

  @Test
  void certainErrorsAndUnknownLabelsCostAFiniteLoss() {
    ClassifierMeter meter = meter().add(found(0, 1, 0, 1, 0), new int[] {1, 7});
    assertEquals(0, meter.accuracy());
    assertEquals(-Math.log(1e-12), meter.crossEntropy(), 1e-9);
  }

  /** A tie is no answer, so that a classifier that knows nothing scores nothing. */
  @Test
  void likeliestMustBeLikelierThanTheOthers() {
    assertEquals(0, meter().add(found(0, 0.5f, 0.5f), new int[] {0}).accuracy());
  }

  @Test
  void partsMergeToTheWhole() {
    ClassifierMeter merged =
        meter()
            .add(found(1, 0.75f, 0.25f), new int[] {0})
            .merge(meter().add(found(4, 0.5f, 0.5f, 0, 1), new int[] {-1, 0}));
    assertEquals(3, merged.images());
    assertEquals(0.5, merged.accuracy());
    // (1 + 4 + 4) / 3
    assertEquals((0.75 + 0.5 + 1) / 3, merged.classes().meanConfidence(), 1e-12);
  }

  @Test
  void figuresOfLabelsAreNoNumberWithoutThem() {
    ClassifierMeter meter = meter().add(found(0, 1, 0), new int[] {-1});
    assertTrue(Double.isNaN(meter.accuracy()) && Double.isNaN(meter.crossEntropy()));
  }

  @Test
  void everyImageNeedsALabelOrItsAbsence() {
    assertThrows(
        IllegalArgumentException.class, () -> meter().add(found(0, 1, 0), new int[] {0, 1}));
  }
}
