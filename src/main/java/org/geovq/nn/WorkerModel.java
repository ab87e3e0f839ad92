package org.geovq.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * DL4J's model of a training. Stock Deeplearning4j Spark makes a new one at every averaging, whose
 * memory comes back when the garbage collector finds it; these stay in their process from round to
 * round, never more of them than run at once. For one thread at a time.
 */
final class WorkerModel implements AutoCloseable {
  private static final List<WorkerModel> IDLE = new ArrayList<>();
  private final String training;
  private final ComputationGraph graph;
  private final NetworkLayerRuntime layer;

  /**
   * @param training whose model it is
   */
  WorkerModel(String training, ComputationGraphConfiguration configuration) {
    this.training = training;
    this.graph = new ComputationGraph(configuration.clone());
    graph.init();
    this.layer = (NetworkLayerRuntime) graph.getLayer(0);
  }

  /** An idle model of this process, or a new one; those of other trainings are freed. */
  static WorkerModel borrow(
      String training, Supplier<ComputationGraphConfiguration> configuration) {
    synchronized (IDLE) {
      IDLE.removeIf(model -> !model.training.equals(training) && model.freed());
      if (!IDLE.isEmpty()) {
        return IDLE.remove(IDLE.size() - 1);
      }
    }
    return new WorkerModel(training, configuration.get());
  }

  void giveBack() {
    synchronized (IDLE) {
      IDLE.add(this);
    }
  }

  /** Frees this process's idle models. */
  static void freeIdle() {
    synchronized (IDLE) {
      IDLE.removeIf(WorkerModel::freed);
    }
  }

  private boolean freed() {
    close();
    return true;
  }

  String training() {
    return training;
  }

  ComputationGraph graph() {
    return graph;
  }

  /** Numbers in the optimiser's state. */
  int updaterLength() {
    INDArray updater = graph.getUpdater().getStateViewArray();
    return updater == null ? 0 : Math.toIntExact(updater.length());
  }

  /** Puts the model into a state; the arrays stay the caller's. */
  void set(ModelState state) {
    assign(graph.params(), state.parameters());
    assign(graph.getUpdater().getStateViewArray(), state.updater());
    graph.getConfiguration().setIterationCount(state.iterations());
  }

  /** A copy of its state. */
  ModelState state() {
    return new ModelState(
        values(graph.params()),
        withoutSubnormals(values(graph.getUpdater().getStateViewArray())),
        graph.getConfiguration().getIterationCount());
  }

  /** Makes a step and returns the loss before it, mean over the batch. */
  double step(MultiDataSet batch) {
    graph.fit(batch);
    return graph.score();
  }

  /** From now on each step finds its largest gradient, which costs a pass over all of them. */
  void watch(boolean watched) {
    layer.watch(watched);
  }

  /** The largest gradient of the last step, if it was watched. */
  Extreme largestGradient() {
    return layer.largestGradient();
  }

  Extreme largestParameter() {
    Map<String, INDArray> parameters = layer.paramTable();
    return Extreme.of(parameters);
  }

  @Override
  public void close() {
    layer.free();
    graph.close();
  }

  private static void assign(INDArray array, float[] values) {
    if (values.length > 0) {
      try (INDArray given = Nd4j.createFromArray(values)) {
        array.assign(given.reshape(array.shape()));
      }
    }
  }

  /**
   * Zero in place of what is too small for a normal float. Where a gradient stays zero, as behind
   * pixels that are always black, the moments of Adam decay until rounding keeps them from falling
   * further, and with them each step takes the processor many times as long.
   */
  static float[] withoutSubnormals(float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (Math.abs(values[i]) < Float.MIN_NORMAL) {
        values[i] = 0;
      }
    }
    return values;
  }

  private static float[] values(INDArray array) {
    if (array == null) {
      return new float[0];
    }
    DataBuffer data = array.data();
    boolean whole = data.length() == array.length() && array.offset() == 0;
    return whole ? data.asFloat() : array.dup().data().asFloat();
  }
}
