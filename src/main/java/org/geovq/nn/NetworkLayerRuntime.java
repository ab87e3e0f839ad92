package org.geovq.nn;

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
  private double loss;

  NetworkLayerRuntime(NeuralNetConfiguration conf, DataType type, Network network) {
    super(conf, type);
    this.network = network;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    loss = TrainingSteps.run(network, input, labels, paramTable, gradTable);
    Gradient gradient = new DefaultGradient();
    gradTable.forEach((name, array) -> gradient.gradientForVariable().put(name, array));
    return new Pair<>(gradient, null);
  }

  /** DL4J asks for the score after the gradients of the same batch. */
  @Override
  public double computeScore(
      double regularization, boolean training, LayerWorkspaceMgr workspaces) {
    return loss + regularization;
  }
}
