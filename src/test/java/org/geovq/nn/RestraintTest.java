package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.geovq.SharedSpark;
import org.geovq.config.Settings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** Single steps, and whole trainings, of a network whose gradient is known: see {@link Slope}. */
class RestraintTest {
  private static final float[] START = {0.5f, -0.25f, 2, 7};

  @TempDir private java.nio.file.Path root;

  @BeforeAll
  static void chooseKernels() {
    Kernels.choose();
  }

  /** A step of plain gradient descent: how far each parameter goes down. */
  private static float[] moved(double rate, Restraint restraint, double input) {
    ComputationGraph model =
        new ComputationGraph(NetworkLayer.configuration(new Slope(), new Sgd(rate), restraint, 1));
    model.init();
    model.setParams(Nd4j.createFromArray(START.clone()).reshape(1, -1));
    model.fit(
        new MultiDataSet(
            Nd4j.createFromArray(new float[] {(float) input, (float) input}).reshape(2, 1),
            Nd4j.zeros(2, 1)));
    float[] after = model.params().dup().data().asFloat();
    float[] moved = new float[START.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = START[i] - after[i];
    }
    assertEquals(1.5 - 1 + 24 + 700, model.score() / input, 1e-3, "the loss is as it was");
    return moved;
  }

  /** The norm is that of (3, 4, 12) = 13; it has no part in it that 100 is far larger. */
  @Test
  void aLongGradientIsCutToTheNormAndAnAverageIsNot() {
    assertArrayEquals(new float[] {1.5f, 2, 6, 100}, moved(1, new Restraint(6.5, 0), 1), 1e-5f);
    assertArrayEquals(
        new float[] {1.5f, 2, 6, 200}, moved(1, new Restraint(6.5, 0), 2), 1e-5f, "26 long");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 13.001, 1e9})
  void aShortGradientStaysAsItIs(double norm) {
    assertArrayEquals(Slope.GRADIENT, moved(1, new Restraint(norm, 0), 1), 1e-5f);
  }

  /**
   * Rate 0.1, decay 0.5: 0.05 of the weights 0.5 and -0.25 comes on top of a tenth of the gradient;
   * nothing of the bias, and averages move by their whole gradient.
   */
  @Test
  void weightsDecayByStepSizeTimesDecayAndNothingElseDoes() {
    assertArrayEquals(
        new float[] {0.3f + 0.025f, 0.4f - 0.0125f, 1.2f, 100},
        moved(0.1, new Restraint(0, 0.5), 1),
        1e-5f);
  }

  /** What decays is not cut, nor does it count for the norm. */
  @Test
  void decayComesAfterTheCut() {
    assertArrayEquals(
        new float[] {0.15f + 0.025f, 0.2f - 0.0125f, 0.6f, 100},
        moved(0.1, new Restraint(6.5, 0.5), 1),
        1e-5f);
  }

  /** Ones. */
  private record Ones(int size) implements Shard {
    private static final long serialVersionUID = 1;

    @Override
    public void fill(
        int row, Pass pass, float[] input, int inputAt, float[] conditions, int conditionsAt) {
      input[inputAt] = 1;
    }
  }

  /** 4 epochs of 3 steps in rounds of 2 and 1: 12 steps, of which 3 are warm-up. */
  private Trainer.Result train(String directory, double decay, Trainer.Validation validation)
      throws IOException {
    Settings.Training settings =
        new Settings.Training(
            4, 4, 0.01, 0.25, 0.1, 0, decay, 2, 10, 2, Settings.TrainingMode.SPARK, 0);
    Slope network = new Slope();
    ParameterSet start = new ParameterSet(network.parameters(), START.clone());
    Trainer trainer =
        new Trainer(
            "vae.training",
            network,
            settings,
            1,
            new Trainer.Steered(1, start),
            validation,
            Trainer.Steering.NONE,
            new Trainer.Place(
                FileSystem.getLocal(new Configuration()),
                new Path(root.toString(), directory),
                new Path(root.toString(), "events/" + directory)));
    return trainer.train(
        SharedSpark.context(),
        SharedSpark.context().parallelize(List.of(new Ones(14), new Ones(13)), 2));
  }

  private static Map<String, Double> figures(ParameterSet parameters) {
    return Map.of("loss", (double) parameters.values()[0]);
  }

  /**
   * Where the gradient never changes, a step of Adam is as long as the step size. In hundredths:
   * 1/3, 2/3, 1, and nine steps of a cosine from 1 to 0.1, whose cosines add up to 1: 0.9 + 0.45 x
   * (9 + 1). That is 7.4, if no step is counted twice or forgotten by averaging.
   */
  @Test
  void everyStepHasItsOwnSizeThroughAveraging() throws IOException {
    Trainer.Result result = train("whole", 0, (p, pass) -> figures(p));
    for (int i = 0; i < 3; i++) {
      assertEquals(START[i] - 0.074, result.last().values()[i], 1e-5, "parameter " + i);
    }
    assertEquals(7 - 12 * 100, result.last().values()[3], 1e-2, "the average");
  }

  /** The last steps of the epochs: 1; 0.55 + 0.45 cos(pi k / 9) for k = 2, 5, 8. */
  @Test
  void theHistoryNamesTheStepSizeOfEachEpochsLastStep() throws IOException {
    List<Double> rates = new ArrayList<>();
    for (Map<String, Object> row : train("rates", 0, (p, pass) -> figures(p)).history()) {
      rates.add((Double) row.get("learning_rate"));
    }
    double[] expected = {0.01, 0.00894720, 0.00471858, 0.00127138};
    for (int epoch = 0; epoch < expected.length; epoch++) {
      assertEquals(expected[epoch], rates.get(epoch), 1e-8, "epoch " + (epoch + 1));
    }
  }

  /** Killed before the third epoch's checkpoint, and after the warm-up. */
  @Test
  void everyStepHasItsOwnSizeThroughARestart() throws IOException {
    int[] calls = new int[1];
    org.junit.jupiter.api.Assertions.assertThrows(
        IllegalStateException.class,
        () ->
            train(
                "stopped",
                0,
                (p, pass) -> {
                  if (++calls[0] == 3) {
                    throw new IllegalStateException("killed");
                  }
                  return figures(p);
                }));
    Trainer.Result resumed = train("stopped", 0, (p, pass) -> figures(p));
    for (int i = 0; i < 3; i++) {
      assertEquals(START[i] - 0.074, resumed.last().values()[i], 1e-5, "parameter " + i);
    }
  }

  /**
   * A weight w goes to w - rate - rate x 0.5 x w with each of the 12 steps, the bias to w - rate.
   */
  @Test
  void decayGoesByTheScheduledStepSize() throws IOException {
    double[] rates = new double[12];
    for (int i = 0; i < 12; i++) {
      rates[i] = 0.01 * (i < 3 ? (i + 1) / 3.0 : 0.55 + 0.45 * Math.cos(Math.PI * (i - 3) / 9));
    }
    double[] expected = {START[0], START[1]};
    for (double rate : rates) {
      for (int w = 0; w < 2; w++) {
        expected[w] -= rate + rate * 0.5 * expected[w];
      }
    }
    float[] values = train("decay", 0.5, (p, pass) -> figures(p)).last().values();
    assertEquals(expected[0], values[0], 1e-5);
    assertEquals(expected[1], values[1], 1e-5);
    assertEquals(START[2] - 0.074, values[2], 1e-5, "the bias");
  }
}
