package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.geovq.model.FreeBits;
import org.geovq.model.GatedPixelCnn;
import org.geovq.model.Likelihood;
import org.geovq.model.MaskedPixelCnn;
import org.geovq.model.Residual;
import org.geovq.model.TransformerPrior;
import org.geovq.model.Vae;
import org.geovq.random.Draw;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The gradients of every network against central differences of its loss.
 *
 * <p>The loss is a float32 of a few tens, so that a difference of two carries a rounding error of
 * some 5e-5: single entries with small gradients drown in it. Hence entries are compared relative
 * to the largest gradient of their parameter, and each parameter also along two directions of
 * length 1: a random one, which averages rounding and the kinks of ReLU over all entries, and its
 * own gradient, along which the slope is the gradient's length. The latter shows a wrong constant
 * factor, as the gradients of ND4J's native loss operations had, which ignore what follows the
 * loss.
 */
class GradientsTest {
  /** For single entries and random directions, relative to their usual size. */
  private static final double ROUGH = 0.1;

  /** Along a gradient, relative to its length: smaller than any wrong factor. */
  private static final double FINE = 0.03;

  private static final int ENTRIES = 2;

  /** By how much the loss is to move: far above its rounding, with few units at their kink. */
  private static final double CHANGE = 4e-3;

  private static final double LARGEST_STEP = 1e-2;

  @BeforeAll
  static void chooseKernels() {
    Kernels.choose();
  }

  static Network[] networks() {
    return new Network[] {
      new Vae(1, 8, 8, 4, 0, Vae.Head.SPATIAL, 2, Likelihood.BERNOULLI),
      new Vae(3, 8, 8, 4, 1, Vae.Head.SPATIAL, 3, Likelihood.GAUSSIAN),
      new Vae(1, 8, 8, 4, 0, Vae.Head.FLAT, 3, Likelihood.BERNOULLI),
      new FreeBits(new Vae(1, 8, 8, 4, 0, Vae.Head.SPATIAL, 2, Likelihood.BERNOULLI), 0.05),
      new Vae(3, 8, 8, 4, 2, Residual.REFERENCE, Vae.Head.FLAT, 3, Likelihood.GAUSSIAN),
      new GatedPixelCnn(5, 3, 4, 4, 2, 0),
      new GatedPixelCnn(5, 3, 4, 4, 2, 3),
      new MaskedPixelCnn(5, 3, 4, 3, 4, 2, 0),
      new MaskedPixelCnn(5, 3, 4, 3, 4, 2, 3),
      new TransformerPrior(5, 3, 4, 8, 2, 2, 0),
      new TransformerPrior(5, 3, 4, 8, 2, 2, 3)
    };
  }

  @ParameterizedTest
  @MethodSource("networks")
  void gradientsAreTheSlopesOfTheLoss(Network network) {
    try (Slopes slopes = new Slopes(network)) {
      SplittableRandom random = Draw.generator(1, "gradients", 0);
      for (Parameter p : network.parameters()) {
        String name = p.name();
        float[] gradient = slopes.gradients.get(name);
        double length = length(gradient);
        assertTrue(length > 1e-2, name + " has hardly any gradient: " + length);
        entries(slopes, name, gradient, random);
        float[] signs = new float[gradient.length];
        for (int i = 0; i < signs.length; i++) {
          signs[i] = (float) ((random.nextBoolean() ? 1 : -1) / Math.sqrt(signs.length));
        }
        double typical = length / Math.sqrt(signs.length);
        slopes.assertSlope(
            dot(gradient, signs), Map.of(name, signs), typical, ROUGH, "random direction");
        slopes.assertSlope(
            length, Map.of(name, scaled(gradient, 1 / length)), length, FINE, "gradient");
      }
      double all = Math.sqrt(slopes.gradients.values().stream().mapToDouble(g -> dot(g, g)).sum());
      Map<String, float[]> direction = new LinkedHashMap<>();
      slopes.gradients.forEach((name, g) -> direction.put(name, scaled(g, 1 / all)));
      slopes.assertSlope(all, direction, all, FINE, "gradient of all parameters");
    }
  }

  private static void entries(
      Slopes slopes, String name, float[] gradient, SplittableRandom random) {
    double largest = 0;
    for (float g : gradient) {
      largest = Math.max(largest, Math.abs(g));
    }
    for (int j = 0; j < ENTRIES; j++) {
      int i = random.nextInt(gradient.length);
      float[] unit = new float[gradient.length];
      unit[i] = 1;
      slopes.assertSlope(gradient[i], Map.of(name, unit), largest, ROUGH, "entry " + i);
    }
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private static double length(float[] a) {
    return Math.sqrt(dot(a, a));
  }

  private static float[] scaled(float[] a, double factor) {
    float[] scaled = new float[a.length];
    for (int i = 0; i < a.length; i++) {
      scaled[i] = (float) (factor * a[i]);
    }
    return scaled;
  }

  /** A step of the network, its parameters, which are moved in place, and their gradients. */
  private static final class Slopes implements AutoCloseable {
    private final TrainingStep step;
    private final Map<String, INDArray> parameters;
    private final Map<String, INDArray> into = new LinkedHashMap<>();
    private final Map<String, float[]> gradients = new LinkedHashMap<>();
    private final INDArray input;
    private final INDArray conditions;
    private final double loss;

    Slopes(Network network) {
      step = new TrainingStep(network);
      parameters = ParameterSet.initial(network, 3).arrays();
      // Zeros put what sees nothing exactly on the kink of ReLU.
      network.parameters().stream()
          .filter(p -> p.bound() == 0)
          .map(p -> new Parameter(p.name(), p.shape(), 0.3))
          .forEach(p -> parameters.get(p.name()).assign(array(p)));
      // Starting values let gradients fade on their way through the layers.
      parameters.values().forEach(array -> array.muli(2));
      parameters.forEach((name, array) -> into.put(name, array.like()));
      Example example = Example.of(network, 8);
      input = example.inputArray();
      conditions = example.conditionArray();
      loss = loss();
      into.forEach((name, array) -> gradients.put(name, array.ravel().toFloatVector()));
    }

    private static INDArray array(Parameter p) {
      return Nd4j.createFromArray(p.initial(3)).reshape(p.shape());
    }

    /**
     * Asserts the slope of the loss when the named parameters move along the direction.
     *
     * @param scale usual size of such slopes; the step and the tolerance go by it
     * @param tolerance relative to the scale; a dozen units in the last place of the loss come on
     *     top
     */
    void assertSlope(
        double expected,
        Map<String, float[]> direction,
        double scale,
        double tolerance,
        String what) {
      double step = Math.min(LARGEST_STEP, CHANGE / scale);
      double slope = (moved(direction, step) - moved(direction, -step)) / (2 * step);
      double rounding = 12 * Math.ulp((float) loss) / (2 * step);
      assertEquals(expected, slope, tolerance * scale + rounding, direction.keySet() + " " + what);
    }

    /** The loss with parameters moved; they come back to where they were. */
    private double moved(Map<String, float[]> direction, double step) {
      Map<String, INDArray> before = new LinkedHashMap<>();
      direction.forEach(
          (name, d) -> {
            INDArray array = parameters.get(name);
            before.put(name, array.dup());
            array.addi(Nd4j.createFromArray(scaled(d, step)).reshape(array.shape()));
          });
      double moved = loss();
      before.forEach((name, array) -> parameters.get(name).assign(array));
      return moved;
    }

    private double loss() {
      return step.run(input, conditions, parameters, into);
    }

    @Override
    public void close() {
      step.close();
    }
  }
}
