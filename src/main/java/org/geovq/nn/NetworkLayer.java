package org.geovq.nn;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffOutputLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** A whole {@link Network} as one DL4J layer, so that Deeplearning4j Spark trains it. */
public final class NetworkLayer extends SameDiffOutputLayer {
  private static final long serialVersionUID = 1;
  private final Network network;
  private final Restraint restraint;
  private final long seed;

  private NetworkLayer(Network network, Restraint restraint, long seed) {
    this.network = network;
    this.restraint = restraint;
    this.seed = seed;
  }

  /**
   * DL4J warns about layers that JSON could not make; ours travel by Spark's serialization alone.
   */
  @SuppressWarnings("unused")
  private NetworkLayer() {
    this(null, Restraint.NONE, 0);
  }

  /**
   * DL4J's description of the network.
   *
   * @param updater such as Adam; it gets gradients of the mean over the batch
   * @param seed of the starting values
   */
  public static ComputationGraphConfiguration configuration(
      Network network, IUpdater updater, long seed) {
    return configuration(network, updater, Restraint.NONE, seed);
  }

  /** DL4J's description of the network, with what holds its steps back. */
  static ComputationGraphConfiguration configuration(
      Network network, IUpdater updater, Restraint restraint, long seed) {
    return new NeuralNetConfiguration.Builder()
        .updater(updater)
        .dataType(Network.TYPE)
        .miniBatch(false)
        .trainingWorkspaceMode(WorkspaceMode.NONE)
        .inferenceWorkspaceMode(WorkspaceMode.NONE)
        .graphBuilder()
        .addInputs("input")
        .addLayer("network", new NetworkLayer(network, restraint, seed), "input")
        .setOutputs("network")
        .build();
  }

  @Override
  public void defineParameters(SDLayerParams declared) {
    network.parameters().forEach(p -> declared.addWeightParam(p.name(), p.shape()));
  }

  /** Averages move by their whole gradient. */
  @Override
  public IUpdater getUpdaterByParam(String name) {
    return network.isAverage(name) ? new Sgd(1.0) : super.getUpdaterByParam(name);
  }

  /** The decay of the weights, which is no part of the loss. */
  @Override
  public List<Regularization> getRegularizationByParam(String name) {
    return restraint.weightDecay() > 0 && Parameter.isWeight(name)
        ? List.of(new WeightDecay(restraint.weightDecay(), true))
        : List.of();
  }

  @Override
  public void initializeParameters(Map<String, INDArray> arrays) {
    for (Parameter p : network.parameters()) {
      arrays.get(p.name()).assign(Nd4j.createFromArray(p.initial(seed)).reshape(p.shape()));
    }
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType type) {
    NetworkLayerRuntime layer = new NetworkLayerRuntime(conf, type, network, restraint);
    layer.setIndex(index);
    layer.setParamsViewArray(parameters);
    layer.setParamTable(initializer().init(conf, parameters, initialize));
    return layer;
  }

  @Override
  public SDVariable defineLayer(
      SameDiff graph, SDVariable input, SDVariable labels, Map<String, SDVariable> parameters) {
    throw new UnsupportedOperationException("the runtime layer builds its graph itself");
  }

  @Override
  public String activationsVertexName() {
    return "input";
  }

  @Override
  public InputType getOutputType(int index, InputType input) {
    return input;
  }
}
