package org.geovq.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.geovq.nn.Kernels;
import org.geovq.nn.Parameter;
import org.geovq.nn.ParameterSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TrainedClassifierTest {
  private static final Classifier NETWORK = new Classifier(3, 8, 12, 4, 5);
  private static final int N = 7;
  private static ParameterSet parameters;

  @BeforeAll
  static void chooseKernels() {
    Kernels.choose();
    parameters = ClassifierTest.parameters(NETWORK, 4);
  }

  private static TrainedClassifier.Result classify(float[] images, int batchSize) {
    try (TrainedClassifier classifier = new TrainedClassifier(NETWORK, parameters, batchSize)) {
      return classifier.classify(images);
    }
  }

  private static float[] values(String name) {
    int at = 0;
    for (Parameter p : parameters.parameters()) {
      if (p.name().equals(name)) {
        return Arrays.copyOfRange(parameters.values(), at, at + p.length());
      }
      at += p.length();
    }
    throw new AssertionError(name);
  }

  @Test
  void probabilitiesOfAnImageSumToOneAndDifferBetweenImages() {
    float[] probabilities = classify(ClassifierTest.images(NETWORK, N), 3).probabilities();
    assertEquals(N * 5, probabilities.length);
    for (int i = 0; i < N; i++) {
      double sum = 0;
      for (int c = 0; c < 5; c++) {
        sum += probabilities[i * 5 + c];
        assertTrue(probabilities[i * 5 + c] > 0);
      }
      assertEquals(1, sum, 1e-6);
    }
    assertTrue(Math.abs(probabilities[0] - probabilities[5]) > 1e-4);
  }

  /** Softmax of the head, whose weights are [features, classes], worked out here. */
  @Test
  void probabilitiesAreTheHeadOfTheFeatures() {
    TrainedClassifier.Result result = classify(ClassifierTest.images(NETWORK, N), 3);
    assertEquals(N * Classifier.FEATURES, result.features().length);
    float[] weight = values("head.weight");
    float[] bias = values("head.bias");
    for (int i = 0; i < N; i++) {
      double[] odds = new double[5];
      for (int c = 0; c < 5; c++) {
        double logit = bias[c];
        for (int f = 0; f < Classifier.FEATURES; f++) {
          float feature = result.features()[i * Classifier.FEATURES + f];
          assertTrue(feature >= 0, "feature " + feature);
          logit += feature * weight[f * 5 + c];
        }
        odds[c] = Math.exp(logit);
      }
      double sum = Arrays.stream(odds).sum();
      for (int c = 0; c < 5; c++) {
        assertEquals(odds[c] / sum, result.probabilities()[i * 5 + c], 1e-5);
      }
    }
  }

  @Test
  void resultsDoNotDependOnTheBatchSize() {
    float[] images = ClassifierTest.images(NETWORK, N);
    TrainedClassifier.Result one = classify(images, 1);
    TrainedClassifier.Result eight = classify(images, 8);
    assertArrayEquals(one.features(), eight.features(), 1e-5f);
    assertArrayEquals(one.probabilities(), eight.probabilities(), 1e-5f);
  }

  @Test
  void noImagesGiveAnEmptyResult() {
    TrainedClassifier.Result result = classify(new float[0], 3);
    assertEquals(0, result.features().length);
    assertEquals(0, result.probabilities().length);
  }
}
