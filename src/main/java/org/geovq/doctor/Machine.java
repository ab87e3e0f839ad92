package org.geovq.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.Pointer;
import org.geovq.Reason;
import org.geovq.UserError;
import org.geovq.nn.Kernels;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** This process and the machine below it. */
final class Machine {
  private static final int JAVA = 17;
  private static final long MIB = 1L << 20;

  /** Spark starts with no less: 1.5 times what it reserves. */
  private static final long LEAST_HEAP = 450 * MIB;

  /** On which the quickstart was never tried with less. */
  private static final long GOOD_HEAP = 2048 * MIB;

  private Machine() {}

  static Finding java() {
    int version = Runtime.version().feature();
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    if (version != JAVA) {
      throw new UserError(
          "Java %d, which Spark 3.5 and DL4J do not run on: set JAVA_HOME to a JDK 17.", version);
    }
    if (!system.equals("Linux amd64")) {
      throw new UserError(
          "%s: ND4J's libraries come for Linux on x86-64, use such a machine.", system);
    }
    if (!ByteBuffer.class.getModule().isOpen("java.nio", Machine.class.getModule())) {
      throw new UserError(
          "Java's packages are not open to Spark: start with submit/geovq or Spark's spark-submit.");
    }
    return Finding.ok("java", "%s, %s", System.getProperty("java.version"), system);
  }

  static Finding memory() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return memory(
        Runtime.getRuntime().maxMemory(), Pointer.maxBytes(), system.getTotalMemorySize());
  }

  /**
   * Of bounds and of what there is, bytes.
   *
   * @param arrays bound on ND4J's arrays outside of the heap
   * @param all of the machine, or of the container
   */
  static Finding memory(long heap, long arrays, long all) {
    String words =
        String.format(
            "heap %,d MiB and arrays %,d MiB of the machine's %,d MiB",
            heap / MIB, arrays / MIB, all / MIB);
    if (heap < LEAST_HEAP) {
      throw new UserError("%s: Spark needs a heap of 450 MiB, set GEOVQ_HEAP to 4g.", words);
    }
    if (heap > all) {
      throw new UserError(
          "%s: the system would end the process, lower GEOVQ_HEAP and GEOVQ_OFFHEAP.", words);
    }
    if (heap + arrays > all) {
      return Finding.poor(
          "memory",
          "%s: the system may end the process when both are full, lower GEOVQ_HEAP or GEOVQ_OFFHEAP",
          words);
    }
    return heap < GOOD_HEAP
        ? Finding.poor("memory", "%s: little, set GEOVQ_HEAP to 4g where there is room", words)
        : Finding.ok("memory", "%s", words);
  }

  /** Loads ND4J and lets it multiply. */
  static Finding kernels(String extension) {
    try {
      INDArray product = Nd4j.ones(2, 3).mmul(Nd4j.ones(3, 2));
      if (product.sumNumber().doubleValue() != 12) {
        throw new UserError("ND4J multiplies wrongly: %s.", product);
      }
    } catch (RuntimeException | LinkageError e) {
      throw new UserError(
          "ND4J's native libraries (%s) do not load (%s): see that %s has room, may be written and may hold programs, or name"
              + " another folder by -Dorg.bytedeco.javacpp.cachedir in GEOVQ_JAVA_OPTIONS.",
          Kernels.describe(extension),
          Reason.of(e),
          System.getProperty("org.bytedeco.javacpp.cachedir", "~/.javacpp/cache"));
    }
    return extension.isEmpty()
        ? Finding.poor("kernels", "%s: use a processor with SSE4.1", Kernels.describe(extension))
        : Finding.ok("kernels", "%s", Kernels.describe(extension));
  }

  /** Writes a word into a picture. */
  static Finding figures() {
    try {
      var pen = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB).createGraphics();
      pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 8));
      return Finding.ok("figures", "font %s", pen.getFontMetrics().getFont().getFontName());
    } catch (RuntimeException | LinkageError e) {
      throw new UserError(
          "Java finds no font for the report's figures (%s): install one, on Debian fonts-dejavu-core and fontconfig.",
          Reason.of(e));
    }
  }
}
