package org.geovq.app;

import java.util.concurrent.Callable;
import org.geovq.bench.TrainBench;
import org.geovq.run.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "bench",
    description = "Measures the parts that cost the time; each prints one JSON line.",
    subcommands = BenchCommand.Train.class)
final class BenchCommand implements Callable<Integer> {
  @Mixin private HelpOption help;
  @picocli.CommandLine.Spec private picocli.CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(System.out);
    return 0;
  }

  @Command(
      name = "train",
      description = "Training steps of a reference network on random images, in one process.")
  static final class Train implements Callable<Integer> {
    @Mixin private HelpOption help;

    @Option(
        names = "--net",
        required = true,
        paramLabel = "NET",
        description = "One of: vae-mnist.")
    private String net;

    @Option(
        names = "--batch",
        paramLabel = "N",
        defaultValue = "256",
        description = "Images a step (${DEFAULT-VALUE}).")
    private int batch;

    @Option(
        names = "--threads",
        paramLabel = "N",
        defaultValue = "2",
        description =
            "OpenMP threads; submit/geovq sets OMP_NUM_THREADS from it (${DEFAULT-VALUE}).")
    private int threads;

    @Option(
        names = "--steps",
        paramLabel = "N",
        defaultValue = "10",
        description = "Timed steps (${DEFAULT-VALUE}).")
    private int steps;

    @Option(
        names = "--warmup",
        paramLabel = "N",
        defaultValue = "3",
        description = "Steps before (${DEFAULT-VALUE}).")
    private int warmup;

    @Override
    public Integer call() {
      System.out.println(Json.line(TrainBench.run(net, batch, threads, steps, warmup)));
      return 0;
    }
  }
}
