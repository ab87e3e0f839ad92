package org.geovq.nn;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Executes a graph again and again in the same memory. SameDiff would make a session with a cache
 * for every thread that ever ran the graph, and Spark's task threads come and go; here one session
 * follows the graph from thread to thread.
 */
final class GraphSession implements AutoCloseable {
  private final SameDiff graph;
  private final InferenceSession session;
  private final StepMemory memory = new StepMemory();

  GraphSession(SameDiff graph) {
    this(graph, new InferenceSession(graph));
  }

  /**
   * @param session of that graph
   */
  GraphSession(SameDiff graph, InferenceSession session) {
    this.graph = graph;
    this.session = session;
    session.setMmgr(memory);
  }

  /**
   * Executes the graph.
   *
   * @param use gets the outputs by name, valid only until it returns
   */
  <T> T run(
      Map<String, INDArray> inputs, List<String> outputs, Function<Map<String, INDArray>, T> use) {
    graph.getSessions().clear();
    graph.getSessions().put(Thread.currentThread().getId(), session);
    try {
      return use.apply(graph.output(inputs, outputs));
    } finally {
      graph.clearPlaceholders(true);
      graph.clearOpInputs();
      memory.recycle();
    }
  }

  @Override
  public void close() {
    memory.close();
  }
}
