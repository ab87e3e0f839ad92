package org.geovq.gpu;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver's side: computes on the CPU itself, hears of the executors' devices, and stops Spark
 * when one is refused.
 */
final class DriverDevice implements DriverPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(DriverDevice.class);
  private static final AtomicReference<String> REFUSAL = new AtomicReference<>();
  private final CountDownLatch started = new CountDownLatch(1);
  private SparkContext spark;

  static Optional<String> refusal() {
    return Optional.ofNullable(REFUSAL.get());
  }

  @Override
  public Map<String, String> init(SparkContext context, PluginContext plugin) {
    REFUSAL.set(null);
    spark = context;
    Backend.CPU.select();
    return Map.of();
  }

  /** Spark calls it when it is ready. */
  @Override
  public void registerMetrics(String application, PluginContext plugin) {
    started.countDown();
  }

  @Override
  public Object receive(Object message) {
    DeviceReport report = DeviceReport.of(message);
    if (report.refusal() == null) {
      LOG.info(report.sentence());
    } else if (REFUSAL.compareAndSet(null, report.sentence())) {
      // Not here: the network threads that stop would wait for this one.
      Thread stop = new Thread(this::stop, "geovq-refused-device");
      stop.setDaemon(true);
      stop.start();
    }
    return true;
  }

  private void stop() {
    try {
      started.await();
      // What fails because Spark stops is no news beside the reason.
      Configurator.setLevel("org.apache.spark", Level.OFF);
      spark.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
