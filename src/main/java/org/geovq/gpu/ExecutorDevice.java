package org.geovq.gpu;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
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

/** The executor's side; in local mode the only one that there is. */
final class ExecutorDevice implements ExecutorPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorDevice.class);

  /** Not java.io.tmpdir: YARN gives each executor its own. */
  private static final Path LOCKS = Path.of("/tmp");

  private final Consumer<GpuCard> engine;
  private final Duration patience;
  private CardLock lock;

  ExecutorDevice(Consumer<GpuCard> engine, Duration patience) {
    this.engine = engine;
    this.patience = patience;
  }

  @Override
  public void init(PluginContext context, Map<String, String> extra) {
    if (!context.conf().get(Compute.DEVICE, "cpu").equals("gpu")) {
      Backend.CPU.select();
      return;
    }
    try {
      tell(context, report(context, take(context) + ".", null));
    } catch (RuntimeException e) {
      // Whatever it is: Spark would try it again for ever. In local mode it reaches the user by
      // itself.
      if (!Compute.isLocal(context.conf())) {
        String why = e instanceof UserError ? e.getMessage() : "cannot have its GPU: " + e + ".";
        tell(context, report(context, null, why));
      }
      throw e;
    }
  }

  /** Not the context's host name, which executors do not have (Spark 3.5). */
  private static DeviceReport report(PluginContext context, String device, String refusal) {
    String host = SparkEnv.get().blockManager().blockManagerId().host();
    return new DeviceReport(context.executorID(), host, device, refusal);
  }

  private GpuCard take(PluginContext context) {
    List<GpuCard> cards = NvidiaSmi.cards();
    GpuCard card =
        Compute.isLocal(context.conf())
            ? Assignment.alone(cards, System.getenv("CUDA_VISIBLE_DEVICES"))
            : Assignment.of(cards, addresses(context));
    Served.require(card);
    try {
      lock = CardLock.hold(LOCKS, card, patience);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    engine.accept(card);
    return card;
  }

  private static List<String> addresses(PluginContext context) {
    ResourceInformation gpu = context.resources().get("gpu");
    return gpu == null ? List.of() : List.of(gpu.addresses());
  }

  /** Waits for the answer: an executor that ends at once would end before its message has left. */
  private static void tell(PluginContext context, DeviceReport report) {
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
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
