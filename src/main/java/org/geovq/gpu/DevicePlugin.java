package org.geovq.gpu;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Settles in every process what ND4J computes on, before any of ND4J's native code loads. An
 * executor that cannot have what was asked for tells the driver why, which ends the run; without
 * that Spark would start the executor again and again, and the reason would lie in a log on another
 * machine.
 */
public class DevicePlugin implements SparkPlugin {
  /** A lost executor's successor may come before its end. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Consumer<GpuCard> engine;
  private final Duration patience;

  /** As Spark makes it. */
  public DevicePlugin() {
    this(Backend::loadCuda, PATIENCE);
  }

  /**
   * @param engine loads ND4J on a card
   * @param patience how long to wait for a card that another process still has
   */
  DevicePlugin(Consumer<GpuCard> engine, Duration patience) {
    this.engine = engine;
    this.patience = patience;
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverDevice();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorDevice(engine, patience);
  }

  /** Why an executor of the last Spark application of this process could not have its device. */
  public static Optional<String> refusal() {
    return DriverDevice.refusal();
  }
}
