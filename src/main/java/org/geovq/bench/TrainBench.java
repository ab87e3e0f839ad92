package org.geovq.bench;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.geovq.UserError;
import org.geovq.model.Prior;
import org.geovq.nn.Kernels;
import org.geovq.nn.Network;
import org.geovq.nn.NetworkLayer;
import org.geovq.nn.Ops;
import org.geovq.nn.StepProfile;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Times whole training steps (forward, loss, backward, Adam) of the reference networks, on the code
 * that trains.
 */
public final class TrainBench {
  private TrainBench() {}

  /** The images per second are of the median step, the best of the fastest. */
  public record Result(
      String bench,
      String net,
      int batch,
      int threads,
      int steps,
      long parameters,
      String kernels,
      double imagesPerS,
      double best,
      double loss) {}

  /**
   * Runs the benchmark.
   *
   * @throws UserError no such network, or not that many OpenMP threads
   */
  public static Result run(String name, int batch, int threads, int steps, int warmup) {
    Network network = ReferenceNetworks.named(name);
    check(batch, threads, steps, warmup);
    String kernels = Kernels.describe(Kernels.choose());
    ComputationGraph model =
        new ComputationGraph(NetworkLayer.configuration(network, new Adam(1e-3), 0));
    model.init();
    DataSet data = data(network, batch);
    double[] seconds = new double[steps];
    for (int i = -warmup; i < steps; i++) {
      long start = System.nanoTime();
      model.fit(data);
      if (i >= 0) {
        seconds[i] = (System.nanoTime() - start) / 1e9;
      }
    }
    Arrays.sort(seconds);
    double median = (seconds[(steps - 1) / 2] + seconds[steps / 2]) / 2;
    return new Result(
        "train",
        name,
        batch,
        threads,
        steps,
        network.parameterCount(),
        kernels,
        batch / median,
        batch / seconds[0],
        model.score());
  }

  /**
   * Where the time of a step goes, without the updater.
   *
   * @throws UserError as {@link #run}
   */
  public static List<StepProfile.Row> profile(
      String name, int batch, int threads, int steps, int warmup) {
    Network network = ReferenceNetworks.named(name);
    check(batch, threads, steps, warmup);
    Kernels.choose();
    DataSet data = data(network, batch);
    return StepProfile.of(network, data.getFeatures(), data.getLabels(), steps, warmup);
  }

  private static void check(int batch, int threads, int steps, int warmup) {
    if (batch < 1 || steps < 1 || warmup < 0) {
      throw new UserError("--batch and --steps must be at least 1, --warmup at least 0.");
    }
    String set = System.getenv("OMP_NUM_THREADS");
    if (!Integer.toString(threads).equals(set)) {
      throw new UserError(
          "--threads %d: OMP_NUM_THREADS is %s; start through submit/geovq, which sets it where it is not set already.",
          threads, set);
    }
  }

  /** Pixels in [0, 1), or codes; noise from a normal distribution, and a weight of 1. */
  static DataSet data(Network network, int batch) {
    INDArray input = Nd4j.rand(Ops.batchShape(batch, network.inputShape()));
    if (network instanceof Prior prior) {
      input = Transforms.floor(input.muli(prior.codes()), false);
    }
    INDArray conditions = Nd4j.randn(batch, network.conditions());
    conditions.putColumn(network.conditions() - 1, Nd4j.ones(batch, 1));
    return new DataSet(input, conditions);
  }
}
