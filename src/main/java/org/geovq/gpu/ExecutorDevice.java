package org.geovq.gpu;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.resource.ResourceInformation;
import org.geovq.UserError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The executor's side. */
final class ExecutorDevice implements ExecutorPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorDevice.class);
  private final Consumer<GpuCard> engine;
  private final Duration patience;
  private Device device;

  ExecutorDevice(Consumer<GpuCard> engine, Duration patience) {
    this.engine = engine;
    this.patience = patience;
  }

  @Override
  public void init(PluginContext context, Map<String, String> extra) {
    if (!context.conf().get(Compute.DEVICE).equals("gpu")) {
      Backend.CPU.select();
      return;
    }
    try {
      GpuCard card = Assignment.of(NvidiaSmi.cards(), addresses(context));
      device = Device.take(card, engine, patience);
      tell(context, card + ".", null);
    } catch (RuntimeException | LinkageError e) {
      // Whatever it is: Spark would try it again for ever.
      tell(
          context,
          null,
          e instanceof UserError ? e.getMessage() : "cannot have its GPU: " + e + ".");
      throw e;
    }
  }

  private static List<String> addresses(PluginContext context) {
    ResourceInformation gpu = context.resources().get("gpu");
    return gpu == null ? List.of() : List.of(gpu.addresses());
  }

  /** Waits for the answer: an executor that ends at once would end before its message has left. */
  private static void tell(PluginContext context, String device, String refusal) {
    // Not the context's host name, which executors do not have (Spark 3.5).
    String host = SparkEnv.get().blockManager().blockManagerId().host();
    DeviceReport report = new DeviceReport(context.executorID(), host, device, refusal);
    LOG.info(report.sentence());
    try {
      context.ask(report.toMessage());
    } catch (Exception e) {
      // The driver stops while it answers, or is gone.
      LOG.warn("The driver does not answer: {}", e.getMessage());
    }
  }

  @Override
  public void shutdown() {
    if (device != null) {
      device.close();
    }
  }
}
