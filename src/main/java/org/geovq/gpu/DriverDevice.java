package org.geovq.gpu;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
  private static final AtomicReference<CountDownLatch> HEARD =
      new AtomicReference<>(new CountDownLatch(1));

  /** For the work to fail after Spark has stopped. */
  private static final int PATIENCE_SECONDS = 5;

  private final CountDownLatch started = new CountDownLatch(1);
  private SparkContext spark;
  private Thread work;

  static Optional<String> refusal() {
    HEARD.get().countDown();
    return Optional.ofNullable(REFUSAL.get());
  }

  @Override
  public Map<String, String> init(SparkContext context, PluginContext plugin) {
    REFUSAL.set(null);
    HEARD.set(new CountDownLatch(1));
    spark = context;
    work = Thread.currentThread();
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
      // A job that came while Spark stopped is in nobody's list, and would be waited for for ever.
      if (!HEARD.get().await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        work.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
