package org.geovq.gpu;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.geovq.UserError;
import org.geovq.config.Settings;
import org.geovq.nn.Kernels;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the block compute of the settings makes of this process and of Spark's configuration. */
public final class Compute {
  private static final Logger LOG = LoggerFactory.getLogger(Compute.class);

  /** Tells {@link DevicePlugin} on each executor what to do: cpu or gpu. */
  static final String DEVICE = "spark.geovq.device";

  static final String PLUGINS = "spark.plugins";
  static final String EXECUTOR_GPUS = "spark.executor.resource.gpu.amount";
  static final String TASK_GPUS = "spark.task.resource.gpu.amount";
  private static final String OPTIONS = "spark.executor.extraJavaOptions";

  /** In local mode, for as long as the process lives. */
  private static Device own;

  private Compute() {}

  /**
   * Settles what is computed on: in local mode for this process, at once; else for the executors,
   * in what Spark will start with. Nothing that is set there already is changed, but for lists,
   * which are added to. Must come before anything of ND4J's arrays.
   *
   * @param conf with its master set
   * @param kernels the CPU kernels' name, see {@link Kernels#choose()}
   * @throws UserError if what is asked for cannot be had
   */
  public static void prepare(SparkConf conf, Settings.Compute compute, String kernels) {
    boolean local = isLocal(conf);
    boolean gpu = gpu(conf, compute.device(), local);
    option(conf, Kernels.PROPERTY, kernels);
    if (local) {
      here(gpu);
      return;
    }
    if (gpu || Backend.CUDA.present()) {
      conf.set(DEVICE, gpu ? "gpu" : "cpu");
      plugin(conf, DevicePlugin.class.getName());
    }
    if (compute.executorMemoryMb() > 0) {
      memory(conf, compute.executorMemoryMb(), gpu);
    }
  }

  /** What {@link #prepare} settled on, in words. */
  public static synchronized String words(SparkConf prepared) {
    if (isLocal(prepared)) {
      return own == null ? "CPU" : own.card().toString();
    }
    return prepared.get(DEVICE, "cpu").equals("gpu")
        ? "GPUs of the executors, each of which looks at its own when it starts"
        : "CPUs of the executors";
  }

  /** Cards of this machine that ND4J would serve, where its back end for them is not there. */
  public static List<String> unusedCards() {
    if (Backend.CUDA.present()) {
      return List.of();
    }
    try {
      List<GpuCard> cards = NvidiaSmi.cards();
      cards.forEach(Served::require);
      return cards.stream().map(GpuCard::toString).toList();
    } catch (UserError e) {
      return List.of();
    }
  }

  private static synchronized void here(boolean gpu) {
    if (!gpu && Backend.CUDA.present()) {
      Backend.CPU.select();
    }
    if (gpu && own == null) {
      own = Device.take(firstCard(), Backend::loadCuda, DevicePlugin.PATIENCE);
      LOG.info("computes on {}", own.card());
    }
  }

  private static GpuCard firstCard() {
    return Assignment.alone(NvidiaSmi.cards(), System.getenv("CUDA_VISIBLE_DEVICES"));
  }

  /** One process does it all; local-cluster has executors of its own. */
  static boolean isLocal(SparkConf conf) {
    String master = conf.get("spark.master");
    return master.equals("local") || master.startsWith("local[");
  }

  private static boolean gpu(SparkConf conf, Settings.Device device, boolean local) {
    if (local && conf.contains(TASK_GPUS)) {
      throw new UserError(
          "%s is set, but Spark schedules no GPUs in local mode and would wait for ever: leave it away.",
          TASK_GPUS);
    }
    boolean given = local ? localCard(device) : conf.getInt(EXECUTOR_GPUS, 0) > 0;
    if (device == Settings.Device.GPU && !local && !given) {
      throw new UserError(
          "compute.device = gpu, but Spark has not been asked for GPUs: set %s = 1 and what belongs to it, as"
              + " submit/profiles/standalone-gpu.conf does.",
          EXECUTOR_GPUS);
    }
    return switch (device) {
      case CPU -> false;
      case GPU -> true;
      case AUTO -> given;
    };
  }

  /** For auto alone: gpu says by itself what is wrong. */
  private static boolean localCard(Settings.Device device) {
    if (device != Settings.Device.AUTO || !Backend.CUDA.present()) {
      return false;
    }
    try {
      Served.require(firstCard());
      return true;
    } catch (UserError e) {
      LOG.info("compute.device = auto takes the CPU. {}", e.getMessage());
      return false;
    }
  }

  private static void plugin(SparkConf conf, String plugin) {
    String others = conf.get(PLUGINS, "");
    if (!Arrays.asList(others.split(",")).contains(plugin)) {
      conf.set(PLUGINS, others.isEmpty() ? plugin : others + "," + plugin);
    }
  }

  private static void memory(SparkConf conf, int total, boolean gpu) {
    if (gpu && total < 4096) {
      throw new UserError(
          "compute.executor-memory-mb = %d: expected at least 4,096 for an executor with a GPU.",
          total);
    }
    ExecutorMemory parts = ExecutorMemory.of(total, gpu);
    conf.setIfMissing("spark.executor.memory", parts.heap() + "m");
    conf.setIfMissing("spark.executor.memoryOverhead", parts.overhead() + "m");
    option(conf, "org.bytedeco.javacpp.maxbytes", parts.offHeap() + "m");
    // The bound on the whole process would count mapped files, of which CUDA has gigabytes.
    option(conf, "org.bytedeco.javacpp.maxphysicalbytes", "0");
  }

  /** A Java option of the executors, beside those that are there. */
  private static void option(SparkConf conf, String property, String value) {
    String options = conf.get(OPTIONS, "");
    String name = "-D" + property + "=";
    if (Stream.of(options.split("\\s+")).noneMatch(option -> option.startsWith(name))) {
      conf.set(OPTIONS, (options + " " + name + value).strip());
    }
  }
}
