package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.geovq.model.GatedPixelCnn;
import org.geovq.model.Likelihood;
import org.geovq.model.MaskedPixelCnn;
import org.geovq.model.TransformerPrior;
import org.geovq.model.Vae;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.learning.config.Sgd;

class ParameterSetTest {
  private static final long SEED = 11;

  @BeforeAll
  static void chooseKernels() {
    Kernels.choose();
  }

  static Network[] networks() {
    return new Network[] {
      new Vae(1, 8, 8, 4, 1, Vae.Head.SPATIAL, 2, Likelihood.BERNOULLI),
      new Vae(1, 8, 8, 4, 0, Vae.Head.FLAT, 3, Likelihood.GAUSSIAN),
      new GatedPixelCnn(5, 3, 4, 4, 2, 3),
      new MaskedPixelCnn(5, 3, 4, 3, 4, 2, 3),
      new TransformerPrior(5, 3, 4, 8, 2, 2, 3)
    };
  }

  private static ComputationGraph model(Network network, double rate) {
    ComputationGraph model =
        new ComputationGraph(NetworkLayer.configuration(network, new Sgd(rate), SEED));
    model.init();
    return model;
  }

  private static float[] parameters(ComputationGraph model) {
    return model.params().dup().data().asFloat();
  }

  /** Two latent channels and three: what makes them and what reads them is of other shapes. */
  @Test
  void valuesAreTakenFromParametersOfTheSameNameAndShapeAlone() {
    ParameterSet narrow =
        ParameterSet.initial(
            new Vae(1, 8, 8, 4, 0, Vae.Head.SPATIAL, 2, Likelihood.BERNOULLI), SEED);
    ParameterSet other =
        ParameterSet.initial(
            new Vae(1, 8, 8, 4, 0, Vae.Head.SPATIAL, 3, Likelihood.BERNOULLI), SEED + 1);
    ParameterSet taken = narrow.takenFrom(other);
    int shared = 0;
    for (int i = 0; i < narrow.parameters().size(); i++) {
      Parameter own = narrow.parameters().get(i);
      boolean same = Arrays.equals(own.shape(), other.parameters().get(i).shape());
      assertArrayEquals((same ? other : narrow).get(own.name()), taken.get(own.name()), own.name());
      shared += same ? 1 : 0;
    }
    assertTrue(shared > 0 && shared < narrow.parameters().size());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void startingValuesAreDl4jsFlatArray(Network network) {
    float[] values = ParameterSet.initial(network, SEED).values();
    assertEquals(network.parameterCount(), values.length);
    assertArrayEquals(values, parameters(model(network, 0.1)));
    assertNotEquals(
        Arrays.hashCode(values), Arrays.hashCode(ParameterSet.initial(network, 12).values()));
  }

  /** The gradient is of the mean over the batch already: DL4J must not divide by its size again. */
  @ParameterizedTest
  @MethodSource("networks")
  void aStepOfPlainDescentSubtractsRateTimesGradient(Network network) {
    double rate = 0.25;
    ComputationGraph model = model(network, rate);
    Example example = Example.of(network, 4);
    model.fit(new MultiDataSet(example.inputArray(), example.conditionArray()));
    float[] expected = ParameterSet.initial(network, SEED).values();
    Map<String, INDArray> parameters = ParameterSet.initial(network, SEED).arrays();
    Map<String, INDArray> gradients = new LinkedHashMap<>();
    parameters.forEach((name, array) -> gradients.put(name, array.like()));
    try (TrainingStep step = new TrainingStep(network)) {
      double loss = step.run(example.inputArray(), example.conditionArray(), parameters, gradients);
      assertEquals(loss, model.score(), 1e-6 * loss);
    }
    int at = 0;
    for (INDArray gradient : gradients.values()) {
      for (float g : gradient.ravel().toFloatVector()) {
        expected[at++] -= (float) (rate * g);
      }
    }
    assertArrayEquals(expected, parameters(model), 1e-6f);
  }

  @Test
  void aParametersStartingValuesHangOnItsNameAndTheSeed() {
    Parameter weight = new Parameter("a.weight", new long[] {20, 30}, 0.5);
    float[] values = weight.initial(1);
    assertEquals(600, values.length);
    assertArrayEquals(values, weight.initial(1));
    assertNotEquals(values[0], weight.initial(2)[0]);
    assertNotEquals(values[0], new Parameter("b.weight", weight.shape(), 0.5).initial(1)[0]);
    double largest = 0;
    double sum = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
      sum += value;
    }
    assertTrue(largest <= 0.5 && largest > 0.49, "largest " + largest);
    // Standard error of the mean of U(-0.5, 0.5): 0.289 / sqrt(600) = 0.012.
    assertEquals(0, sum / 600, 0.04);
    assertArrayEquals(new float[3], new Parameter("zero", new long[] {3}, 0).initial(1));
  }

  @Test
  void valuesOfAnotherLengthAreAnError() {
    List<Parameter> parameters = List.of(new Parameter("a", new long[] {2, 3}, 1));
    Exception e =
        assertThrows(
            IllegalArgumentException.class, () -> new ParameterSet(parameters, new float[5]));
    assertEquals("5 values for parameters of 6", e.getMessage());
  }
}
