package org.geovq.gpu;

import java.time.Duration;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.geovq.nn.Kernels;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A program with executors on cards, in which everything is as in geovq but that ND4J computes on
 * the CPU: says of each of two tasks which card it has.
 */
final class StandIn {
  private StandIn() {}

  /** DevicePlugin on cards that are not there. */
  public static final class Plugin extends DevicePlugin {
    public Plugin() {
      super(StandIn::load, Duration.ofSeconds(1));
    }
  }

  private static void load(GpuCard card) {
    Environment.set("CUDA_VISIBLE_DEVICES", card.uuid());
    Backend.CPU.select();
  }

  public static void main(String[] arguments) {
    Kernels.choose();
    try (SparkSession spark =
        SparkSession.builder()
            .config(Compute.PLUGINS, Plugin.class.getName())
            .config(Compute.DEVICE, "gpu")
            .getOrCreate()) {
      JavaSparkContext.fromSparkContext(spark.sparkContext())
          .parallelize(List.of(0, 1), 2)
          .map(task -> describe())
          .collect()
          .forEach(System.out::println);
    } catch (Exception e) {
      System.out.println(
          "refused: " + DevicePlugin.refusal().orElseThrow(() -> new IllegalStateException(e)));
      System.exit(2);
    }
  }

  /** Long enough for the other task to need the other executor. */
  private static String describe() throws InterruptedException {
    double sum = Nd4j.ones(3).sumNumber().doubleValue();
    Thread.sleep(1500);
    return String.format(
        "address %s, card %s, sum %.0f",
        List.of(TaskContext.get().resources().apply("gpu").addresses()),
        Environment.get("CUDA_VISIBLE_DEVICES"),
        sum);
  }
}
