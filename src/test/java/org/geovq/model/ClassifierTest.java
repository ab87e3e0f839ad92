package org.geovq.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.geovq.nn.Inference;
import org.geovq.nn.Kernels;
import org.geovq.nn.Ops;
import org.geovq.nn.Parameter;
import org.geovq.nn.ParameterSet;
import org.geovq.random.Draw;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ClassifierTest {
  /** Sides differ, and the numbers of channels too, so that no two axes can be exchanged. */
  private static final Classifier NETWORK = new Classifier(3, 8, 12, 4, 5);

  private static final int N = 8;

  /** Along a gradient, relative to its length: smaller than any wrong factor. */
  private static final double FINE = .03;

  /** Along a random direction, relative to the usual slope there. */
  private static final double ROUGH = .1;

  /** By how much the loss is to move: far above its rounding, with few units at their kink. */
  private static final double CHANGE = 4e-4;

  private static final double LARGEST_STEP = 1e-3;

  /** A dozen units in the last place of a loss below 2 over twice the largest step. */
  private static final double ROUNDING = 12 * 1.2e-7 / (2 * LARGEST_STEP);

  @BeforeAll
  static void chooseKernels() {
    Kernels.choose();
  }

  /** Starting values times a factor, lest gradients fade on their way through the layers. */
  static ParameterSet parameters(Classifier network, int factor) {
    ParameterSet initial = ParameterSet.initial(network, 3);
    float[] values = initial.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return new ParameterSet(initial.parameters(), values);
  }

  static float[] images(Classifier network, int n) {
    SplittableRandom random = Draw.generator(1, "images", 0);
    float[] images =
        new float[n * network.channels() * network.imageHeight() * network.imageWidth()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextDouble();
    }
    return images;
  }

  /**
   * Weights and biases: 16 x 1 x 32 + 32, 16 x 32 x 64 + 64, 7 x 7 x 64 x 64 + 64, 64 x 10 + 10.
   */
  @Test
  void parameterCountForMnistByHand() {
    Classifier mnist = new Classifier(1, 28, 28, 32, 10);
    assertEquals(544 + 32_832 + 200_768 + 650, mnist.parameterCount());
  }

  @Test
  void sidesThatAreNoMultiplesOfFourAreAnError() {
    assertThrows(IllegalArgumentException.class, () -> new Classifier(1, 8, 10, 4, 5));
    assertThrows(IllegalArgumentException.class, () -> new Classifier(1, 10, 8, 4, 5));
  }

  @Test
  void theLossIsTheMeanOfTheNatsOfTheLabels() {
    for (int factor : new int[] {0, 2, 20}) {
      ParameterSet parameters = parameters(NETWORK, factor);
      double expected = 0;
      try (TrainedClassifier classifier = new TrainedClassifier(NETWORK, parameters, N)) {
        float[] probabilities = classifier.classify(images(NETWORK, N)).probabilities();
        for (int i = 0; i < N; i++) {
          expected -= Math.log(probabilities[i * 5 + i % 5]) / N;
        }
      }
      double loss = loss(parameters);
      assertEquals(expected, loss, 1e-5 * expected, "factor " + factor);
      assertTrue(factor > 0 || Math.abs(loss - Math.log(5)) < 1e-6, "uniform at first");
    }
  }

  /** Probabilities would be 0 or infinity over infinity. */
  @Test
  void theLossOfHugeLogitsIsFinite() {
    double loss = loss(parameters(NETWORK, 200));
    assertTrue(loss > 1000 && loss < 1e12, "loss " + loss);
  }

  /**
   * Central differences of the loss, each parameter along its own gradient, whose slope is its
   * length, and along a random direction.
   */
  @Test
  void gradientsAreTheSlopesOfTheLoss() {
    ParameterSet parameters = parameters(NETWORK, 2);
    SplittableRandom random = Draw.generator(1, "gradients", 0);
    int at = 0;
    for (Parameter p : parameters.parameters()) {
      float[] gradient = gradient(parameters, p);
      double length = Math.sqrt(dot(gradient, gradient));
      assertTrue(length > 1e-2, p.name() + " has hardly any gradient: " + length);
      float[] along = new float[gradient.length];
      float[] signs = new float[gradient.length];
      for (int i = 0; i < signs.length; i++) {
        along[i] = (float) (gradient[i] / length);
        signs[i] = (float) ((random.nextBoolean() ? 1 : -1) / Math.sqrt(signs.length));
      }
      double usual = length / Math.sqrt(signs.length);
      double slope = slope(parameters, at, along, length);
      assertEquals(length, slope, FINE * length, p.name());
      slope = slope(parameters, at, signs, usual);
      assertEquals(dot(gradient, signs), slope, ROUGH * usual + ROUNDING, p.name() + ", random");
      at += p.length();
    }
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  /** Labels 0 .. classes-1 in turn, [N, 1]. */
  private static INDArray labels() {
    float[] labels = new float[N];
    for (int i = 0; i < N; i++) {
      labels[i] = i % NETWORK.classes();
    }
    return Nd4j.createFromArray(labels).reshape(N, 1);
  }

  private static double loss(ParameterSet parameters) {
    return ofLoss(parameters, 1, (ops, loss) -> loss)[0];
  }

  /**
   * Something that is made of the loss.
   *
   * @param length its numbers
   */
  private static float[] ofLoss(
      ParameterSet parameters, int length, BiFunction<Ops, SDVariable, SDVariable> made) {
    try (Inference inference =
        new Inference(
            parameters,
            N,
            NETWORK.inputShape(),
            (ops, images) -> {
              SDVariable loss = NETWORK.loss(ops, images, ops.graph().constant(labels()));
              // An inference gives something for each example.
              SDVariable zeros = ops.graph().constant(Nd4j.zeros(N, length));
              return List.of(zeros.add(made.apply(ops, loss).reshape(1, length)));
            })) {
      return Arrays.copyOf(inference.run(images(NETWORK, N))[0], length);
    }
  }

  /** Slope of the loss as the values from the given place on move along the direction. */
  private static double slope(ParameterSet parameters, int at, float[] direction, double usual) {
    double step = Math.min(LARGEST_STEP, CHANGE / usual);
    return (loss(moved(parameters, at, direction, step))
            - loss(moved(parameters, at, direction, -step)))
        / (2 * step);
  }

  private static ParameterSet moved(
      ParameterSet parameters, int at, float[] direction, double step) {
    float[] values = parameters.values().clone();
    for (int i = 0; i < direction.length; i++) {
      values[at + i] += (float) (step * direction[i]);
    }
    return new ParameterSet(parameters.parameters(), values);
  }

  private static float[] gradient(ParameterSet parameters, Parameter p) {
    return ofLoss(
        parameters,
        p.length(),
        (ops, loss) -> ops.gradient(loss, ops.graph().getVariable(p.name())));
  }
}
