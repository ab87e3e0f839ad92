package org.geovq.stage;

import java.util.Arrays;
import java.util.Locale;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.storage.BlockManagerId;
import org.geovq.UserError;
import org.geovq.run.StageContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What work needs in memory: said before it starts, and refused where it cannot be had. */
final class Memory {
  private static final Logger LOG = LoggerFactory.getLogger(Memory.class);

  /** Of a heap; the rest is Spark's and everybody else's. */
  private static final double USABLE = 0.75;

  private Memory() {}

  /** Bytes of this process's heap that one piece of work may take. */
  static long heap() {
    return (long) (USABLE * Runtime.getRuntime().maxMemory());
  }

  /** Bytes that all executors together keep for stored data; this process's where it runs alone. */
  static long executors(StageContext context) {
    BlockManagerId driver = SparkEnv.get().blockManager().blockManagerId();
    SparkExecutorInfo[] all = context.spark().sparkContext().statusTracker().getExecutorInfos();
    return Arrays.stream(all)
        .filter(info -> all.length == 1 || !isAt(info, driver))
        .mapToLong(SparkExecutorInfo::totalOnHeapStorageMemory)
        .sum();
  }

  private static boolean isAt(SparkExecutorInfo info, BlockManagerId place) {
    return info.host().equals(place.host()) && info.port() == place.port();
  }

  /**
   * Says what work needs of this process's heap.
   *
   * @param what the work with its sizes, such as {@code distances: 1,000 x 1,000,000 float32}
   * @param remedy what the user could do, such as {@code lower graph.landmarks}
   * @throws UserError if it cannot be had
   */
  static void requireHeap(String what, long bytes, String remedy) {
    if (bytes > heap()) {
      throw new UserError(
          "%s need about %s, more than the %s that the driver's heap can give: %s, or give more memory"
              + " (GEOVQ_HEAP).",
          what, size(bytes), size(heap()), remedy);
    }
    LOG.info("{} need about {} of the {} there are", what, size(bytes), size(heap()));
  }

  /** Such as {@code 3.7 GiB}. */
  static String size(long bytes) {
    double mib = bytes / 1048576.0;
    return mib < 1000
        ? String.format(Locale.ROOT, "%.0f MiB", mib)
        : String.format(Locale.ROOT, "%,.1f GiB", mib / 1024);
  }
}
