package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.geovq.model.GatedPixelCnn;
import org.geovq.model.Vae;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.learning.config.Adam;

class ParameterSetTest extends NativeTest {

  static Stream<Network> networks() {
    return Stream.of(
        new Vae(1, 8, 8, 3, 1, Vae.Head.SPATIAL, 2, Vae.Likelihood.BERNOULLI),
        new Vae(2, 8, 4, 2, 0, Vae.Head.FLAT, 3, Vae.Likelihood.GAUSSIAN),
        new GatedPixelCnn(5, 3, 4, 2, 2));
  }

  /** Checkpoints and broadcasts hold DL4J's flat vector and read it as a ParameterSet. */
  @ParameterizedTest
  @MethodSource("networks")
  void theOrderIsThatOfDl4jsFlatVector(Network network) {
    ComputationGraph graph =
        new ComputationGraph(NetworkLayer.configuration(network, new Adam(), 17));
    graph.init();
    float[] flat = graph.params().dup().data().asFloat();
    assertArrayEquals(ParameterSet.initial(network, 17).values(), flat);
  }

  @Test
  void startingValuesFillTheirBoundAndHangOnSeedAndName() {
    Parameter p = new Parameter("a.weight", new long[] {40, 50}, 0.25);
    float[] values = p.initial(3);
    assertEquals(2_000, values.length);
    double largest = 0;
    double sum = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
      sum += value;
    }
    assertTrue(largest < 0.25 && largest > 0.24, "largest " + largest);
    // Standard deviation of the mean: 0.25 / sqrt(3) / sqrt(2000) = 0.0032.
    assertEquals(0, sum / values.length, 0.013);
    assertArrayEquals(values, p.initial(3));
    assertFalse(Arrays.equals(values, p.initial(4)));
    assertFalse(Arrays.equals(values, new Parameter("b.weight", p.shape(), p.bound()).initial(3)));
    assertArrayEquals(new float[6], new Parameter("c", new long[] {2, 3}, 0).initial(3));
  }

  @Test
  void aVectorOfAnotherLengthIsRefused() {
    Network network = new GatedPixelCnn(5, 3, 4, 2, 1);
    int length = (int) network.parameterCount();
    assertThrows(
        IllegalArgumentException.class,
        () -> new ParameterSet(network.parameters(), new float[length + 1]));
  }
}
