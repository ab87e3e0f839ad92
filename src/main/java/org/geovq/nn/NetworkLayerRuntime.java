package org.geovq.nn;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.samediff.SameDiffOutputLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs a {@link NetworkLayer}. The stock layer passes forward once for the score and again for the
 * gradients, and differentiates its input; this one does neither.
 */
final class NetworkLayerRuntime extends SameDiffOutputLayer {
  private static final long serialVersionUID = 1;
  private final transient Network network;
  private final transient Restraint restraint;
  private transient TrainingStep step;
  private transient Extreme largestGradient;
  private boolean watched;
  private double loss;

  NetworkLayerRuntime(
      NeuralNetConfiguration conf, DataType type, Network network, Restraint restraint) {
    super(conf, type);
    this.network = network;
    this.restraint = restraint;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    if (step == null) {
      step = new TrainingStep(network);
    }
    loss = step.run(input, labels, paramTable, gradTable);
    // Now or never: the optimiser makes its step out of these arrays.
    largestGradient = watched ? Extreme.of(gradTable) : null;
    if (restraint.clipNorm() > 0) {
      clip();
    }
    Gradient gradient = new DefaultGradient();
    gradTable.forEach((name, array) -> gradient.gradientForVariable().put(name, array));
    return new Pair<>(gradient, null);
  }

  private void clip() {
    List<INDArray> learned = new ArrayList<>();
    gradTable.forEach(
        (name, gradient) -> {
          if (!network.isAverage(name)) {
            learned.add(gradient);
          }
        });
    double squares = 0;
    for (INDArray gradient : learned) {
      double norm = gradient.norm2Number().doubleValue();
      squares += norm * norm;
    }
    double norm = Math.sqrt(squares);
    if (norm > restraint.clipNorm()) {
      learned.forEach(gradient -> gradient.muli(restraint.clipNorm() / norm));
    }
  }

  /** DL4J asks for the score after the gradients of the same batch. */
  @Override
  public double computeScore(
      double regularization, boolean training, LayerWorkspaceMgr workspaces) {
    return loss + regularization;
  }

  /** Whether each step finds its largest gradient. */
  void watch(boolean on) {
    watched = on;
  }

  /** Of the last step; null if it was not watched. */
  Extreme largestGradient() {
    return largestGradient;
  }

  /** Frees the memory of its steps. */
  void free() {
    if (step != null) {
      step.close();
      step = null;
    }
  }
}
