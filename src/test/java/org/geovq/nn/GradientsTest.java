package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.geovq.model.CodeLikelihood;
import org.geovq.model.GatedPixelCnn;
import org.geovq.model.Vae;
import org.geovq.random.Draw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The gradients of every network against central differences of its loss.
 *
 * <p>Rounding makes the loss uncertain by some 1e-6 of its size. So steps are made to change it by
 * about a thousandth, which is then known to 0.1 %; or they are as long as 0.1, and the slope is
 * uncertain by 1e-5 of the loss, which every gradient is to be well above. 1 % of the gradient's
 * length is for the third derivative. A kernel turned round, a bias summed over the wrong axis or a
 * term left out is off by far more.
 *
 * <p>Kinks of ReLU would spoil differences across them. There are none in reach: weights are made
 * small and the biases before each ReLU large, some positive, some negative, so every unit stays on
 * its side.
 */
class GradientsTest extends NativeTest {
  private static final int BATCH = 3;
  private static final double LONGEST_STEP = 0.1;
  private static final int SINGLES = 3;

  static Stream<Network> networks() {
    return Stream.of(
        new Vae(1, 8, 8, 3, 0, Vae.Head.SPATIAL, 2, Vae.Likelihood.BERNOULLI),
        new Vae(2, 4, 8, 4, 1, Vae.Head.SPATIAL, 2, Vae.Likelihood.BERNOULLI),
        new Vae(1, 8, 8, 3, 1, Vae.Head.SPATIAL, 1, Vae.Likelihood.GAUSSIAN),
        new Vae(1, 8, 8, 3, 0, Vae.Head.FLAT, 4, Vae.Likelihood.BERNOULLI),
        new Vae(3, 4, 8, 2, 0, Vae.Head.FLAT, 3, Vae.Likelihood.GAUSSIAN),
        new GatedPixelCnn(5, 3, 4, 3, 2));
  }

  /** A step along the whole gradient of each parameter, and along some single values. */
  @ParameterizedTest
  @MethodSource("networks")
  void gradientsAreTheSlopesOfTheLoss(Network network) {
    try (Probe probe = new Probe(network)) {
      double loss = probe.loss();
      Map<String, float[]> gradients = probe.gradients();
      for (Parameter p : network.parameters()) {
        float[] gradient = gradients.get(p.name());
        double norm = norm(gradient);
        double tolerance = 0.01 * norm + 1e-5 * loss;
        assertTrue(norm > 5e-5 * loss, p.name() + ": gradient of length " + norm);
        double[] along = new double[gradient.length];
        for (int i = 0; i < along.length; i++) {
          along[i] = gradient[i] / norm;
        }
        assertEquals(norm, probe.slope(p, along, 1e-3 * loss / norm), tolerance, p.name());
        SplittableRandom random = Draw.generator(1, p.name(), 0);
        for (int n = 0; n < SINGLES; n++) {
          int i = random.nextInt(p.length());
          double[] single = new double[p.length()];
          single[i] = 1;
          double slope = probe.slope(p, single, 1e-3 * loss / norm);
          assertEquals(gradient[i], slope, tolerance, p.name() + " [" + i + "]");
        }
      }
    }
  }

  @Test
  void theLossOfThePriorIsTheMeanOfItsLikelihoods() {
    GatedPixelCnn network = new GatedPixelCnn(5, 3, 4, 3, 2);
    try (Probe probe = new Probe(network);
        CodeLikelihood likelihood = new CodeLikelihood(network, probe.parameters(), 2)) {
      double[] nats = likelihood.nats(grids(probe.input, network.positions()));
      double mean = 0;
      for (double n : nats) {
        mean += n / nats.length;
      }
      assertEquals(mean, probe.loss(), 1e-5 * mean);
    }
  }

  private static List<int[]> grids(float[] codes, int positions) {
    return Stream.iterate(0, at -> at + positions)
        .limit(codes.length / positions)
        .map(
            at -> {
              int[] grid = new int[positions];
              for (int p = 0; p < positions; p++) {
                grid[p] = (int) codes[at + p];
              }
              return grid;
            })
        .toList();
  }

  private static double norm(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  /** A network's loss on fixed data as a function of its parameters. */
  private static final class Probe implements AutoCloseable {
    private final Network network;
    private final TrainingStep training;
    private final Map<String, INDArray> values = new LinkedHashMap<>();
    private final Map<String, INDArray> gradients = new LinkedHashMap<>();
    private final float[] input;
    private final INDArray inputArray;
    private final INDArray conditions;

    Probe(Network network) {
      this.network = network;
      training = new TrainingStep(network);
      for (Parameter p : network.parameters()) {
        values.put(p.name(), Nd4j.createFromArray(values(p)).reshape(p.shape()));
        gradients.put(p.name(), Nd4j.zeros(Network.TYPE, p.shape()));
      }
      SplittableRandom random = Draw.generator(1, "data", 0);
      long[] shape = batched(network.inputShape());
      input = new float[(int) Nd4j.zeros(shape).length()];
      for (int i = 0; i < input.length; i++) {
        input[i] =
            network instanceof GatedPixelCnn prior
                ? random.nextInt(prior.codes())
                : (float) random.nextDouble();
      }
      inputArray = Nd4j.createFromArray(input).reshape(shape);
      conditions = Nd4j.createFromArray(conditions(random)).reshape(BATCH, network.conditions());
    }

    /** Noise, and a last number (a VAE's beta) that is the same for the whole batch. */
    private float[] conditions(SplittableRandom random) {
      int n = network.conditions();
      float[] conditions = new float[BATCH * n];
      for (int i = 0; i < conditions.length; i++) {
        conditions[i] = i % n == n - 1 ? 0.7f : (float) random.nextGaussian();
      }
      return conditions;
    }

    private static long[] batched(long[] example) {
      long[] shape = new long[example.length + 1];
      shape[0] = BATCH;
      System.arraycopy(example, 0, shape, 1, example.length);
      return shape;
    }

    private static float[] values(Parameter p) {
      float[] values = p.initial(1);
      double scale = scale(p.name());
      double shift = shift(p.name());
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (scale * values[i] + (i % 2 == 0 ? shift : -shift));
      }
      return values;
    }

    /** Larger where no ReLU follows (the prior) or its bias is the largest (end of a block). */
    private static double scale(String name) {
      return name.matches("(layer|embedding).*|.*block\\d+\\.conv2\\.weight") ? 1.5 : 0.5;
    }

    /** Size of the biases that hold ReLUs on their side; 0: not such a bias. */
    private static double shift(String name) {
      if (name.matches(".*block\\d+\\.conv2\\.bias")) {
        return 9;
      }
      return name.matches(".*(conv1|conv2|up1|decoder\\.in|layer2\\.out)\\.bias") ? 4 : 0;
    }

    double loss() {
      return training.run(inputArray, conditions, values, gradients);
    }

    Map<String, float[]> gradients() {
      Map<String, float[]> copies = new LinkedHashMap<>();
      gradients.forEach((name, array) -> copies.put(name, array.ravel().toFloatVector()));
      return copies;
    }

    ParameterSet parameters() {
      return TestParameters.of(network, p -> values.get(p.name()).ravel().toFloatVector());
    }

    /** Central difference along a direction of length 1. */
    double slope(Parameter p, double[] direction, double wantedStep) {
      double step = Math.min(wantedStep, LONGEST_STEP);
      INDArray array = values.get(p.name());
      INDArray before = array.dup();
      INDArray move =
          Nd4j.createFromArray(direction).castTo(Network.TYPE).reshape(p.shape()).muli(step);
      array.addi(move);
      double above = loss();
      array.assign(before).subi(move);
      double below = loss();
      array.assign(before);
      return (above - below) / (2 * step);
    }

    @Override
    public void close() {
      training.close();
    }
  }
}
